import type { BinaryOperator, RulesExpr } from './ast.js'
import { accept, type Cursor, expectNext, isNext, nested, RulesSyntaxError, skipBlank, take, unexpected, word } from './cursor.js'

/** From loosest to tightest, as the language reference lists them. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['in'],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
]
const IS_LEVEL = 3

export function parseExpression(cursor: Cursor): RulesExpr {
  return nested(cursor, () => {
    const test = binary(cursor, 0)
    if (!accept(cursor, '?')) return test
    const yes = parseExpression(cursor)
    expectNext(cursor, ':')
    return { e: 'ternary', test, yes, no: parseExpression(cursor), l: test.l }
  })
}

function binary(cursor: Cursor, level: number): RulesExpr {
  if (level === LEVELS.length) return unary(cursor)
  let left = binary(cursor, level + 1)
  for (let count = 0; ; count++) {
    if (count > 2000) throw new RulesSyntaxError(cursor.line, 'the expression is too long')
    if (level === IS_LEVEL && accept(cursor, 'is')) {
      left = { e: 'is', of: left, type: word(cursor, 'a type'), l: left.l }
      continue
    }
    const op = LEVELS[level]!.find(each => accept(cursor, each))
    if (!op) return left
    left = { e: 'binary', op, a: left, b: binary(cursor, level + 1), l: left.l }
  }
}

function unary(cursor: Cursor): RulesExpr {
  skipBlank(cursor)
  const l = cursor.line
  for (const op of ['!', '-'] as const) {
    if (isNext(cursor, op) && !(op === '!' && isNext(cursor, '!='))) {
      expectNext(cursor, op)
      return nested(cursor, () => ({ e: 'unary', op, of: unary(cursor), l }))
    }
  }
  return suffixed(cursor, primary(cursor))
}

function suffixed(cursor: Cursor, start: RulesExpr): RulesExpr {
  let value = start
  for (let count = 0; count < 500; count++) {
    const l = cursor.line
    if (accept(cursor, '.')) {
      const name = word(cursor, 'a name')
      value = accept(cursor, '(') ? { e: 'method', of: value, name, args: items(cursor, ')'), l } : { e: 'member', of: value, name, l }
    } else if (accept(cursor, '[')) {
      const from = parseExpression(cursor)
      const to = accept(cursor, ':') ? parseExpression(cursor) : undefined
      expectNext(cursor, ']')
      value = { e: 'index', of: value, from, ...(to ? { to } : {}), l }
    } else return value
  }
  throw new RulesSyntaxError(cursor.line, 'the expression is too long')
}

function items(cursor: Cursor, end: string): RulesExpr[] {
  const found: RulesExpr[] = []
  while (!accept(cursor, end)) {
    found.push(parseExpression(cursor))
    if (!accept(cursor, ',')) {
      expectNext(cursor, end)
      break
    }
  }
  return found
}

function primary(cursor: Cursor): RulesExpr {
  skipBlank(cursor)
  const l = cursor.line
  if (isNext(cursor, '/')) return path(cursor)
  if (accept(cursor, '(')) {
    const inner = parseExpression(cursor)
    expectNext(cursor, ')')
    return inner
  }
  if (accept(cursor, '[')) return { e: 'list', items: items(cursor, ']'), l }
  if (accept(cursor, '{')) return map(cursor, l)
  const number = take(cursor, /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y)
  if (number) return { e: 'literal', value: Number(number), ...(/[.eE]/.test(number) ? { float: true } : {}), l }
  const quoted = take(cursor, /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y)
  if (quoted) return { e: 'literal', value: unquoted(quoted), l }
  const name = word(cursor, 'an expression')
  if (name === 'true' || name === 'false') return { e: 'literal', value: name === 'true', l }
  if (name === 'null') return { e: 'literal', value: null, l }
  return accept(cursor, '(') ? { e: 'call', name, args: items(cursor, ')'), l } : { e: 'name', name, l }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

const unquoted = (text: string): string =>
  text
    .slice(1, -1)
    .replace(/\\(?:u([\da-fA-F]{4})|([\s\S]))/g, (_, code?: string, char?: string) =>
      code ? String.fromCharCode(parseInt(code, 16)) : (ESCAPES[char!] ?? char!),
    )

function map(cursor: Cursor, l: number): RulesExpr {
  const entries: (readonly [RulesExpr, RulesExpr])[] = []
  while (!accept(cursor, '}')) {
    const key = parseExpression(cursor)
    expectNext(cursor, ':')
    entries.push([key, parseExpression(cursor)])
    if (!accept(cursor, ',')) {
      expectNext(cursor, '}')
      break
    }
  }
  return { e: 'map', entries, l }
}

/** `/databases/$(database)/documents/users/$(request.auth.uid)`: no blanks but inside `$()`. */
function path(cursor: Cursor): RulesExpr {
  const l = cursor.line
  const parts: (string | RulesExpr)[] = []
  while (take(cursor, /\//y)) {
    if (take(cursor, /\$\(/y)) {
      parts.push(parseExpression(cursor))
      expectNext(cursor, ')')
      continue
    }
    const name = take(cursor, /\(default\)|[\w.~%@+:-]+/y)
    if (!name) throw unexpected(cursor, 'a part of a path')
    parts.push(name)
  }
  return { e: 'path', parts, l }
}
