/** A place in a rules text, moved forward by the parser. */
export interface Cursor {
  readonly text: string
  at: number
  /** After the last thing that was taken: blanks and comments behind it do not count. */
  end: number
  line: number
  depth: number
}

/** What keeps a rules text from being read. */
export class RulesSyntaxError extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.name = 'RulesSyntaxError'
    this.line = line
  }
}

const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y

export const cursorOf = (text: string): Cursor => ({ text, at: 0, end: 0, line: 1, depth: 0 })

/** Matches a sticky pattern here and moves past it. */
export function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)?.[0]
  if (!found) return undefined
  cursor.at += found.length
  if (pattern !== BLANK) cursor.end = cursor.at
  for (const char of found) if (char === '\n') cursor.line++
  return found
}

export function skipBlank(cursor: Cursor): void {
  take(cursor, BLANK)
}

export function isNext(cursor: Cursor, text: string): boolean {
  skipBlank(cursor)
  if (!cursor.text.startsWith(text, cursor.at)) return false
  return !/\w$/.test(text) || !/\w/.test(cursor.text[cursor.at + text.length] ?? '')
}

export function accept(cursor: Cursor, text: string): boolean {
  if (!isNext(cursor, text)) return false
  cursor.at += text.length
  cursor.end = cursor.at
  return true
}

export function expectNext(cursor: Cursor, text: string): void {
  if (!accept(cursor, text)) throw unexpected(cursor, `\`${text}\``)
}

export function word(cursor: Cursor, what: string): string {
  skipBlank(cursor)
  const found = take(cursor, WORD)
  if (!found) throw unexpected(cursor, what)
  return found
}

export function unexpected(cursor: Cursor, wanted: string): RulesSyntaxError {
  skipBlank(cursor)
  const [found] = /^(?:\w+|\S)/.exec(cursor.text.slice(cursor.at, cursor.at + 40)) ?? ['the end']
  return new RulesSyntaxError(cursor.line, `expected ${wanted} and found \`${found}\``)
}

/** Goes one level down; a text that nests deeper than any person writes is refused before it exhausts the stack. */
export function nested<Result>(cursor: Cursor, read: () => Result): Result {
  if (++cursor.depth > 200) throw new RulesSyntaxError(cursor.line, 'expressions nest too deep')
  const result = read()
  cursor.depth--
  return result
}
