import { spansOf } from '../statement/lex.js'
import { piecesOf, type Piece } from './split.js'

/** Statements of a `do $$ … $$` block as if its conditions held, and whether some of them could not be told. */
export interface Block {
  readonly pieces: readonly Piece[]
  readonly unread: boolean
  /** Tables all of whose policies it drops, one by one, as the system's list gives them. */
  readonly cleared: readonly string[]
}

const STATEMENT =
  /\b(?:create\s+(?:or\s+replace\s+)?(?:policy|table|unique\s+index|index|view|function|trigger)|alter\s+(?:table|policy|view)|drop\s+(?:policy|table|trigger|index|view|function)|insert\s+into\s+storage\.buckets|update\s+storage\.buckets|grant|revoke)\b/i
const RULES = /\b(?:policy|row\s+level\s+security|storage\.buckets)\b/i

/** `tables`: those there so far, for loops over `pg_tables`. */
export function readBlock(block: Piece, tables: readonly string[]): Block {
  const dollar = [...spansOf(block.sql)].find(span => span.kind === 'dollar')
  if (!dollar) return { pieces: [], unread: RULES.test(block.sql), cleared: [] }
  const tag = /^\$\w*\$/.exec(block.sql.slice(dollar.start))?.[0] ?? '$$'
  const offset = dollar.start + tag.length
  const body = block.sql.slice(offset, dollar.end - tag.length)
  const pieces: Piece[] = []
  const cleared = clearedBy(body, tables)
  let unread = false
  for (const inner of piecesOf(body)) {
    const start = block.start + offset + inner.start
    const executed = /\bexecute\b([\s\S]*)$/i.exec(withoutQuotes(inner.sql))
    if (executed) {
      if (cleared && /\bdrop\s+policy\b/i.test(inner.sql)) continue
      const written = expandExecute(inner.sql.slice(executed.index + 'execute'.length), namesLoopedOver(body, tables))
      if (written) pieces.push(...written.map(sql => ({ sql, start: start + executed.index })))
      else unread ||= RULES.test(inner.sql)
      continue
    }
    // What stands before (BEGIN, IF … THEN) is control flow.
    const statement = STATEMENT.exec(withoutQuotes(inner.sql))
    if (statement) pieces.push({ sql: inner.sql.slice(statement.index), start: start + statement.index })
  }
  return { pieces, unread, cleared: cleared ?? [] }
}

/** Quoted text and comments become blanks of the same length. */
function withoutQuotes(sql: string): string {
  let bare = ''
  for (const span of spansOf(sql)) {
    const text = sql.slice(span.start, span.end)
    bare += span.kind === 'code' ? text : ' '.repeat(text.length)
  }
  return bare
}

/** Statements that `EXECUTE 'text'` or `EXECUTE format('text', name)` runs; `undefined` where they depend on more than a table's name. */
function expandExecute(rest: string, names: readonly string[]): string[] | undefined {
  const format = /^\s*format\s*\(/i.test(rest)
  const first = [...spansOf(rest)].find(span => span.kind === 'string' || span.kind === 'dollar')
  if (
    !first ||
    rest
      .slice(0, first.start)
      .replace(/^\s*format\s*\(/i, '')
      .trim() !== ''
  )
    return undefined
  const raw = rest.slice(first.start, first.end)
  const text = raw.startsWith("'") ? raw.slice(1, -1).replaceAll("''", "'") : raw.replace(/^\$\w*\$/, '').replace(/\$\w*\$$/, '')
  const tail = rest.slice(first.end).trim()
  if (!format) return tail === '' ? [text] : undefined
  const slots = text.match(/%(?:\d+\$)?[IsL]/g) ?? []
  const variables = new Set(
    tail
      .replace(/\)\s*$/, '')
      .split(',')
      .map(part => part.trim())
      .filter(Boolean),
  )
  if (slots.length === 0) return [text]
  const looped = [...variables].find(variable => /^\w+(?:\.(?:tablename|table_name|relname))?$/.test(variable))
  if (names.length === 0 || looped === undefined) return undefined
  // Policy names are often built of the table's name: any text does for them.
  return names.map(name => text.replace(/%(?:\d+\$)?[Is]/g, name).replace(/%(?:\d+\$)?L/g, `'${name}'`))
}

/** `for p in select … from pg_policies loop execute format('drop policy …')`: of every table, or of those that it names. */
function clearedBy(body: string, tables: readonly string[]): readonly string[] | undefined {
  if (!/\bfrom\s+(?:pg_catalog\.)?pg_policies\b/i.test(body) || !/\bdrop\s+policy\b/i.test(body)) return undefined
  const named = /\btablename\s*(?:=\s*'(\w+)'|in\s*\(([^)]*)\))/i.exec(body)
  if (named) return (named[1] ?? named[2]!).split(',').map(name => name.trim().replaceAll("'", ''))
  return /\b(?:tablename|policyname|cmd|roles|qual)\s*(?:=|<>|!=|~|\blike\b|\bnot\b|\bin\b)/i.test(body)
    ? undefined
    : tables.filter(name => !name.includes('.'))
}

/** Tables that the block's loop runs over: those of an array literal, or all of them where it reads the system's list. */
function namesLoopedOver(body: string, tables: readonly string[]): readonly string[] {
  const array = /\barray\s*\[([^\]]*)\]/i.exec(body)?.[1] ?? /\bunnest\s*\(\s*'\{([^}]*)\}'/i.exec(body)?.[1]
  if (array !== undefined)
    return array
      .split(',')
      .map(name =>
        name
          .trim()
          .replace(/::\w+$/, '')
          .replaceAll(/^'|'$/g, ''),
      )
      .filter(name => /^\w+$/.test(name))
  const listed = /\bfrom\s+(?:pg_catalog\.)?pg_tables\b|\bfrom\s+information_schema\.tables\b/i.test(body)
  return listed && !/\b(?:tablename|table_name)\s+(?:not\s+)?(?:in|like|~)\b/i.test(body) ? tables.filter(name => !name.includes('.')) : []
}
