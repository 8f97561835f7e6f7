/** A `model`, `view`, `datasource` … block of a Prisma schema. */
export interface PrismaBlock {
  readonly keyword: string
  readonly name: string
  readonly line: number
  /** Its entries, comments gone; an entry that spans lines stands at its first. */
  readonly entries: readonly { readonly text: string; readonly line: number }[]
}

/**
 * The schema language is one entry a line, so reading it takes no parser: the one on npm takes half a second to load,
 * and refuses a whole file for one line that is newer than itself.
 */
export function blocksOf(text: string): PrismaBlock[] {
  const blocks: { keyword: string; name: string; line: number; entries: { text: string; line: number }[] }[] = []
  let open: (typeof blocks)[number] | undefined
  let entry: { text: string; line: number } | undefined
  text.split('\n').forEach((raw, index) => {
    const line = withoutComment(raw).trim()
    if (!open) {
      const head = /^(\w+)\s+(\w+)\s*\{/.exec(line)
      if (head?.[1] && head[2]) open = { keyword: head[1], name: head[2], line: index + 1, entries: [] }
    } else if (line === '}' && !entry) {
      blocks.push(open)
      open = undefined
    } else if (line) {
      entry = entry ? { ...entry, text: `${entry.text} ${line}` } : { text: line, line: index + 1 }
      if (isClosed(entry.text)) {
        open.entries.push(entry)
        entry = undefined
      }
    }
  })
  if (open) blocks.push(open)
  return blocks
}

const QUOTED = /"(?:[^"\\]|\\.)*"/g

function withoutComment(line: string): string {
  const at = line.replace(QUOTED, found => ' '.repeat(found.length)).indexOf('//')
  return at === -1 ? line : line.slice(0, at)
}

function isClosed(text: string): boolean {
  const bare = text.replace(QUOTED, '')
  return (bare.match(/[([]/g)?.length ?? 0) <= (bare.match(/[)\]]/g)?.length ?? 0)
}

/** The argument text of `@id`, `@@index`, …; `''` where it has none, `undefined` where the entry has no such attribute. */
export function attribute(text: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}(?![\\w.])(\\s*\\()?`).exec(
    text.replace(QUOTED, quoted => `"${' '.repeat(quoted.length - 2)}"`),
  )
  if (!found) return undefined
  if (!found[1]) return ''
  const from = found.index + found[0].length
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return text.slice(from, at)
  }
  return text.slice(from)
}

/** The names of `[a, b(sort: Desc)]`, be it the first argument or the one called `key`. */
export function listed(args: string | undefined, key: string): string[] {
  const list =
    args === undefined ? undefined : (new RegExp(`\\b${key}\\s*:\\s*\\[([^\\]]*)\\]`).exec(args)?.[1] ?? /^\s*\[([^\]]*)\]/.exec(args)?.[1])
  return (list ?? '')
    .replaceAll(/\([^)]*\)/g, '')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)
}

export const quotedText = (args: string | undefined): string | undefined => (args === undefined ? undefined : /"([^"]*)"/.exec(args)?.[1])
