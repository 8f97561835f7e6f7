export type SpanKind = 'code' | 'string' | 'name' | 'comment' | 'dollar'

/** A stretch of SQL text; quotes and comment marks belong to it. */
export interface Span {
  readonly kind: SpanKind
  readonly start: number
  readonly end: number
}

/** Every character from an offset on, with whether it stands in quotes. Comments count as blanks. */
export function* charactersOf(
  sql: string,
  from: number,
): Generator<{ readonly character: string; readonly at: number; readonly quoted: boolean }> {
  for (const span of spansOf(sql)) {
    for (let at = Math.max(span.start, from); at < span.end; at++)
      yield { character: span.kind === 'comment' ? ' ' : (sql[at] ?? ''), at, quoted: span.kind !== 'code' }
  }
}

const OPENERS = /'|"|`|--|\/\*|\$(?:[A-Za-z_]\w*)?\$|#/g

/** Cuts SQL of any dialect into code, quoted text and comments. `mysql`: backslashes escape in strings and `#` starts a comment. */
export function* spansOf(sql: string, mysql = false): Generator<Span> {
  let codeFrom = 0
  let at = 0
  while (at < sql.length) {
    OPENERS.lastIndex = at
    const opener = OPENERS.exec(sql)
    if (!opener) break
    const start = opener.index
    const end = endOfSpan(sql, start, opener[0], mysql)
    if (end === undefined) {
      at = start + 1
      continue
    }
    if (start > codeFrom) yield { kind: 'code', start: codeFrom, end: start }
    yield { kind: kindOf(opener[0]), start, end }
    codeFrom = at = end
  }
  if (codeFrom < sql.length) yield { kind: 'code', start: codeFrom, end: sql.length }
}

function kindOf(opener: string): SpanKind {
  if (opener === "'") return 'string'
  if (opener === '"' || opener === '`') return 'name'
  return opener.startsWith('$') ? 'dollar' : 'comment'
}

/** `undefined`: the mark opens nothing here. */
function endOfSpan(sql: string, start: number, opener: string, mysql: boolean): number | undefined {
  if (opener === '#') return mysql ? lineEnd(sql, start) : undefined
  if (opener === '--') return lineEnd(sql, start)
  if (opener === '/*') return commentEnd(sql, start)
  // `a$$b` is a name, not a quotation.
  if (opener.startsWith('$')) return /\w/.test(sql[start - 1] ?? '') ? undefined : closing(sql, opener, start + opener.length)
  const escapes = opener === "'" && (mysql || /(?:^|[^\w])e$/i.test(sql.slice(Math.max(0, start - 2), start)))
  return quoteEnd(sql, start, opener, escapes)
}

function lineEnd(sql: string, start: number): number {
  const end = sql.indexOf('\n', start)
  return end === -1 ? sql.length : end
}

function closing(sql: string, mark: string, from: number): number {
  const end = sql.indexOf(mark, from)
  return end === -1 ? sql.length : end + mark.length
}

/** Block comments nest in Postgres. */
function commentEnd(sql: string, start: number): number {
  const marks = /\/\*|\*\//g
  marks.lastIndex = start
  let depth = 0
  for (let mark = marks.exec(sql); mark; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.index + 2
  }
  return sql.length
}

function quoteEnd(sql: string, start: number, quote: string, escapes: boolean): number {
  for (let at = start + 1; at < sql.length; at++) {
    if (escapes && sql[at] === '\\') at++
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1
      at++
    }
  }
  return sql.length
}
