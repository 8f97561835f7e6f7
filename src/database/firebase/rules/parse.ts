import type { Allow, AllowMethod, MatchBlock, PatternPart, RulesExpr, RulesFile, RulesFunction, RulesService, TextRange } from './ast.js'
import { accept, type Cursor, cursorOf, expectNext, isNext, nested, RulesSyntaxError, skipBlank, take, unexpected, word } from './cursor.js'
import { parseExpression } from './expression.js'

const METHODS: ReadonlySet<string> = new Set<AllowMethod>(['read', 'get', 'list', 'write', 'create', 'update', 'delete'])
const MOST_TEXT = 256 * 1024

/** Reads a `.rules` file. Throws `RulesSyntaxError`, with the line, for what the language does not know. */
export function parseRules(text: string): RulesFile {
  // The service itself refuses rules of more than 256 KB.
  if (text.length > MOST_TEXT) throw new RulesSyntaxError(1, 'the file is larger than the 256 KB that rules may have')
  const cursor = cursorOf(text.replace(/^\uFEFF/, ''))
  const functions: RulesFunction[] = []
  const services: RulesService[] = []
  let version: 1 | 2 = 1
  for (skipBlank(cursor); cursor.at < cursor.text.length; skipBlank(cursor)) {
    if (accept(cursor, ';')) continue
    if (accept(cursor, 'rules_version')) {
      expectNext(cursor, '=')
      skipBlank(cursor)
      version = take(cursor, /(['"])[12]\1/y)?.[1] === '2' ? 2 : 1
    } else if (isNext(cursor, 'function')) functions.push(functionOf(cursor))
    else if (isNext(cursor, 'service')) services.push(service(cursor))
    else throw unexpected(cursor, '`service`')
  }
  if (services.length === 0) throw new RulesSyntaxError(1, 'no `service` is declared')
  return { version, functions, services }
}

function service(cursor: Cursor): RulesService {
  expectNext(cursor, 'service')
  const line = cursor.line
  skipBlank(cursor)
  const name = take(cursor, /[\w.]+/y)
  if (!name) throw unexpected(cursor, 'the name of a service')
  const { functions, matches, allows } = body(cursor)
  if (allows.length > 0) throw new RulesSyntaxError(allows[0]!.line, '`allow` stands outside of any `match`')
  return { name, line, functions, matches }
}

function body(cursor: Cursor): Pick<MatchBlock, 'functions' | 'matches' | 'allows'> {
  const found = { functions: [] as RulesFunction[], matches: [] as MatchBlock[], allows: [] as Allow[] }
  expectNext(cursor, '{')
  while (!accept(cursor, '}')) {
    if (accept(cursor, ';')) continue
    if (isNext(cursor, 'match')) found.matches.push(nested(cursor, () => match(cursor)))
    else if (isNext(cursor, 'allow')) found.allows.push(allow(cursor))
    else if (isNext(cursor, 'function')) found.functions.push(functionOf(cursor))
    else throw unexpected(cursor, '`match`, `allow`, `function` or `}`')
  }
  return found
}

function match(cursor: Cursor): MatchBlock {
  expectNext(cursor, 'match')
  const line = cursor.line
  skipBlank(cursor)
  const pattern: PatternPart[] = []
  while (take(cursor, /\//y)) {
    const part = take(cursor, /\{\s*\w+\s*(?:=\s*\*\*\s*)?\}|\(default\)|[^\s/{}]+/y)
    if (!part) break
    const [, name, rest] = /^\{\s*(\w+)\s*(=)?/.exec(part) ?? []
    pattern.push(name ? { kind: rest ? 'rest' : 'one', text: name } : { kind: 'name', text: part })
  }
  if (pattern.length === 0) throw unexpected(cursor, 'a path such as `/users/{userId}`')
  return { line, pattern, ...body(cursor) }
}

function allow(cursor: Cursor): Allow {
  expectNext(cursor, 'allow')
  const line = cursor.line
  const start = cursor.at - 'allow'.length
  const methods: AllowMethod[] = []
  do {
    const name = word(cursor, 'a method such as `read`')
    if (!METHODS.has(name)) throw new RulesSyntaxError(cursor.line, `\`${name}\` is no method that can be allowed`)
    methods.push(name as AllowMethod)
  } while (accept(cursor, ','))
  let condition: RulesExpr | undefined
  let conditionRange: TextRange | undefined
  if (accept(cursor, ':')) {
    expectNext(cursor, 'if')
    skipBlank(cursor)
    const from = cursor.at
    condition = parseExpression(cursor)
    conditionRange = { start: from, end: cursor.end }
  }
  accept(cursor, ';')
  return { line, methods, condition, range: { start, end: cursor.end }, conditionRange }
}

function functionOf(cursor: Cursor): RulesFunction {
  expectNext(cursor, 'function')
  const line = cursor.line
  const name = word(cursor, 'the name of a function')
  const parameters: string[] = []
  expectNext(cursor, '(')
  while (!accept(cursor, ')')) {
    parameters.push(word(cursor, 'a parameter'))
    if (!accept(cursor, ',')) {
      expectNext(cursor, ')')
      break
    }
  }
  expectNext(cursor, '{')
  const lets: { name: string; value: ReturnType<typeof parseExpression> }[] = []
  while (accept(cursor, 'let')) {
    const local = word(cursor, 'a name')
    expectNext(cursor, '=')
    lets.push({ name: local, value: parseExpression(cursor) })
    accept(cursor, ';')
  }
  expectNext(cursor, 'return')
  const result = parseExpression(cursor)
  accept(cursor, ';')
  expectNext(cursor, '}')
  return { name, line, parameters, lets, result }
}
