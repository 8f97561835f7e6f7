import type { Source } from '#source/source'

/** What `supabase gen types` wrote down of the database that the app really runs on. */
export interface GeneratedTypes {
  /** Columns of tables and views. */
  readonly tables: ReadonlyMap<string, readonly string[]>
  readonly functions: ReadonlySet<string>
  /** There is such a file, so what it leaves out was not there. */
  readonly whole: boolean
}

export function readGeneratedTypes(source: Source): GeneratedTypes {
  const tables = new Map<string, readonly string[]>()
  const functions = new Set<string>()
  for (const file of source.files) {
    if (!/\.[cm]?tsx?$/.test(file.path) || !/type|database|supabase/i.test(file.path)) continue
    const text = file.text()
    if (!/\bRow\s*:\s*\{/.test(text) || !/\bTables\s*:\s*\{/.test(text)) continue
    for (const section of ['Tables', 'Views'])
      for (const body of blocksNamed(text, section))
        for (const [name, inner] of members(body)) tables.set(name, blocksNamed(inner, 'Row').flatMap(row => members(row).map(([column]) => column)))
    for (const body of blocksNamed(text, 'Functions')) for (const [name] of members(body)) functions.add(name)
  }
  return { tables, functions, whole: tables.size > 0 }
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

/** Names at the outermost level, each with what follows it. */
function members(body: string): (readonly [string, string])[] {
  const found: [string, number][] = []
  let depth = 0
  for (const match of body.matchAll(/[{}()<>[\]]|["']?([A-Za-z_$][\w$]*)["']?\??\s*:/g)) {
    if (match[1] !== undefined) {
      if (depth === 0) found.push([match[1], match.index + match[0].length])
    } else if (/[{([<]/.test(match[0])) depth++
    else if (match[0] !== '>' || body[match.index - 1] !== '=') depth--
  }
  return found.map(([name, start], index) => [name, body.slice(start, found[index + 1]?.[1] ?? body.length)])
}
