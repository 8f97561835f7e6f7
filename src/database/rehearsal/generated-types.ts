import type { Source } from '#source/source'

/** What `supabase gen types` wrote down of the database that the app really runs on. */
export interface GeneratedTypes {
  /** Columns of tables and views. */
  readonly tables: ReadonlyMap<string, readonly string[]>
  /** Columns that must be given when a row is added, by table. */
  readonly required: ReadonlyMap<string, ReadonlySet<string>>
  readonly functions: ReadonlySet<string>
}

export function readGeneratedTypes(source: Source): GeneratedTypes {
  const tables = new Map<string, readonly string[]>()
  const required = new Map<string, ReadonlySet<string>>()
  const functions = new Set<string>()
  for (const file of source.files) {
    if (!/\.[cm]?tsx?$/.test(file.path) || !/type|database|supabase/i.test(file.path)) continue
    const text = file.text()
    if (!/\bRow\s*:\s*\{/.test(text) || !/\bTables\s*:\s*\{/.test(text)) continue
    for (const { name, inner } of ['Tables', 'Views'].flatMap(section => blocksNamed(text, section)).flatMap(members)) {
      const columns = blocksNamed(inner, 'Row').flatMap(row => members(row))
      tables.set(
        name,
        columns.map(column => column.name),
      )
      const given = blocksNamed(inner, 'Insert').slice(0, 1).flatMap(members)
      required.set(name, new Set(given.flatMap(column => (column.optional ? [] : [column.name]))))
    }
    for (const body of blocksNamed(text, 'Functions')) for (const { name } of members(body)) functions.add(name)
  }
  return { tables, required, functions }
}

/** What stands between the braces after `Name:`. */
function blocksNamed(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`\\b${name}\\s*:\\s*\\{`, 'g'))].map(match => {
    const start = match.index + match[0].length
    return text.slice(start, closing(text, start))
  })
}

function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return text.length
}

interface Member {
  readonly name: string
  readonly optional: boolean
  /** What follows it. */
  readonly inner: string
}

/** Names at the outermost level. */
function members(body: string): Member[] {
  const found: { name: string; optional: boolean; end: number }[] = []
  let depth = 0
  for (const match of body.matchAll(/[{}()<>[\]]|["']?([A-Za-z_$][\w$]*)["']?(\??)\s*:/g)) {
    if (match[1] !== undefined) {
      if (depth === 0) found.push({ name: match[1], optional: match[2] === '?', end: match.index + match[0].length })
    } else if (/[{([<]/.test(match[0])) depth++
    else if (match[0] !== '>' || body[match.index - 1] !== '=') depth--
  }
  return found.map(({ name, optional, end }, index) => ({ name, optional, inner: body.slice(end, found[index + 1]?.end ?? body.length) }))
}
