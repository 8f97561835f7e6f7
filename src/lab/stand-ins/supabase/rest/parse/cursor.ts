import { Refusal } from '../../refusal.js'

/** A place in a text that is being read. */
export interface Cursor {
  readonly text: string
  /** What is being read, for messages: `select parameter`. */
  readonly what: string
  at: number
}

export const cursor = (text: string, what: string): Cursor => ({ text, what, at: 0 })

export function fail(from: Cursor, expecting: string): never {
  const found = from.text[from.at]
  throw new Refusal(400, 'PGRST100', `"failed to parse ${from.what} (${from.text})" (line 1, column ${from.at + 1})`, {
    details: `unexpected ${found === undefined ? 'end of input' : `"${found}"`} expecting ${expecting}`,
  })
}

export function spaces(from: Cursor): void {
  while (/\s/.test(from.text[from.at] ?? '')) from.at += 1
}

/** Takes the text if it stands here. */
export function take(from: Cursor, text: string): boolean {
  if (!from.text.startsWith(text, from.at)) return false
  from.at += text.length
  return true
}

export function need(from: Cursor, text: string): void {
  if (!take(from, text)) fail(from, `"${text}"`)
}

/** Takes what the pattern matches here; the pattern is sticky. */
export function match(from: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = from.at
  const found = pattern.exec(from.text)?.[0]
  if (found !== undefined) from.at += found.length
  return found
}

export const ended = (from: Cursor): boolean => from.at >= from.text.length

/** `"…"` with backslash escapes. */
export function quoted(from: Cursor): string | undefined {
  if (from.text[from.at] !== '"') return undefined
  let value = ''
  for (let at = from.at + 1; at < from.text.length; at += 1) {
    const letter = from.text[at] as string
    if (letter === '"') {
      from.at = at + 1
      return value
    }
    if (letter === '\\' && at + 1 < from.text.length) at += 1
    value += from.text[at]
  }
  return undefined
}
