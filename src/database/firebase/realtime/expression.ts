import {
  accept,
  type Cursor,
  cursorOf,
  expectNext,
  isNext,
  nested,
  RulesSyntaxError,
  skipBlank,
  take,
  unexpected,
} from '../rules/cursor.js'

/** An expression of Realtime Database rules. */
export type DataExpr =
  | { readonly e: 'literal'; readonly value: string | number | boolean | null }
  | { readonly e: 'pattern'; readonly source: string; readonly flags: string }
  | { readonly e: 'name'; readonly name: string }
  | { readonly e: 'member'; readonly of: DataExpr; readonly name: string }
  | { readonly e: 'index'; readonly of: DataExpr; readonly by: DataExpr }
  | { readonly e: 'method'; readonly of: DataExpr; readonly name: string; readonly args: readonly DataExpr[] }
  | { readonly e: 'list'; readonly items: readonly DataExpr[] }
  | { readonly e: 'unary'; readonly op: '!' | '-'; readonly of: DataExpr }
  | { readonly e: 'binary'; readonly op: string; readonly a: DataExpr; readonly b: DataExpr }
  | { readonly e: 'ternary'; readonly test: DataExpr; readonly yes: DataExpr; readonly no: DataExpr }

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['===', '!==', '==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
]

/** Reads one condition; `line` is where it stands in its file. */
export function parseCondition(text: string, line: number): DataExpr {
  const cursor = { ...cursorOf(text), line }
  const expr = expression(cursor)
  accept(cursor, ';')
  skipBlank(cursor)
  if (cursor.at < text.length) throw unexpected(cursor, 'an operator')
  return expr
}

function expression(cursor: Cursor): DataExpr {
  return nested(cursor, () => {
    const test = binary(cursor, 0)
    if (!accept(cursor, '?')) return test
    const yes = expression(cursor)
    expectNext(cursor, ':')
    return { e: 'ternary', test, yes, no: expression(cursor) }
  })
}

function binary(cursor: Cursor, level: number): DataExpr {
  if (level === LEVELS.length) return unary(cursor)
  let left = binary(cursor, level + 1)
  for (let count = 0; ; count++) {
    if (count > 2000) throw new RulesSyntaxError(cursor.line, 'the expression is too long')
    const op = LEVELS[level]!.find(each => accept(cursor, each))
    if (!op) return left
    left = { e: 'binary', op: op.slice(0, 2) === '==' ? '==' : op.slice(0, 2) === '!=' ? '!=' : op, a: left, b: binary(cursor, level + 1) }
  }
}

function unary(cursor: Cursor): DataExpr {
  for (const op of ['!', '-'] as const)
    if (isNext(cursor, op) && !isNext(cursor, '!=')) {
      expectNext(cursor, op)
      return nested(cursor, () => ({ e: 'unary', op, of: unary(cursor) }))
    }
  let value = primary(cursor)
  for (let count = 0; count < 500; count++) {
    if (accept(cursor, '.')) {
      const name = take(cursor, /[A-Za-z_]\w*/y)
      if (!name) throw unexpected(cursor, 'a name')
      value = accept(cursor, '(') ? { e: 'method', of: value, name, args: items(cursor, ')') } : { e: 'member', of: value, name }
    } else if (accept(cursor, '[')) {
      value = { e: 'index', of: value, by: expression(cursor) }
      expectNext(cursor, ']')
    } else return value
  }
  throw new RulesSyntaxError(cursor.line, 'the expression is too long')
}

function items(cursor: Cursor, end: string): DataExpr[] {
  const found: DataExpr[] = []
  while (!accept(cursor, end)) {
    found.push(expression(cursor))
    if (!accept(cursor, ',')) {
      expectNext(cursor, end)
      break
    }
  }
  return found
}

function primary(cursor: Cursor): DataExpr {
  skipBlank(cursor)
  if (accept(cursor, '(')) {
    const inner = expression(cursor)
    expectNext(cursor, ')')
    return inner
  }
  if (accept(cursor, '[')) return { e: 'list', items: items(cursor, ']') }
  const pattern = take(cursor, /\/(?:[^/\\\n]|\\.)+\/[a-z]*/y)
  if (pattern) {
    const end = pattern.lastIndexOf('/')
    return { e: 'pattern', source: pattern.slice(1, end), flags: pattern.slice(end + 1) }
  }
  const number = take(cursor, /\d+(?:\.\d+)?/y)
  if (number) return { e: 'literal', value: Number(number) }
  const quoted = take(cursor, /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y)
  if (quoted) return { e: 'literal', value: quoted.slice(1, -1).replace(/\\([\s\S])/g, '$1') }
  const name = take(cursor, /[$A-Za-z_][\w$]*/y)
  if (!name) throw unexpected(cursor, 'an expression')
  if (name === 'true' || name === 'false') return { e: 'literal', value: name === 'true' }
  if (name === 'null') return { e: 'literal', value: null }
  return { e: 'name', name }
}
