import type { Place } from '#base/place'
import type { Allow, AllowMethod, MatchBlock, RulesExpr, RulesFunction } from '#database/firebase/rules/ast'
import { parseRules } from '#database/firebase/rules/parse'
import type { Source } from '#source/source'
import { indentAt } from '../code/code.js'
import { styleOf } from '../code/style.js'
import type { Edit } from '../fix.js'

/** `read` is `get` and `list`; `write` is the other three. */
export type RulesMethod = Exclude<AllowMethod, 'read' | 'write'>

/** A `match` of a Security Rules file with its `allow`s, and what may be called in them. */
export interface RulesBlock {
  readonly file: string
  /** Without the byte order mark, as the parser counts. */
  readonly text: string
  readonly shift: number
  readonly match: MatchBlock
  readonly functions: readonly RulesFunction[]
}

export function rulesBlockAt(source: Source, at: Place): RulesBlock | undefined {
  const whole = source.file(at.file)?.text()
  if (whole === undefined) return undefined
  const text = whole.replace(/^\uFEFF/, '')
  const rules = parseRules(text)
  const find = (blocks: readonly MatchBlock[], functions: readonly RulesFunction[]): RulesBlock | undefined => {
    for (const match of blocks) {
      const scope = [...functions, ...match.functions]
      if (match.line === at.line) return { file: at.file, text, shift: whole.length - text.length, match, functions: scope }
      const found = find(match.matches, scope)
      if (found) return found
    }
    return undefined
  }
  for (const service of rules.services) {
    const found = find(service.matches, [...rules.functions, ...service.functions])
    if (found) return found
  }
  return undefined
}

/** A condition as it is written; `undefined` where there is none. */
export interface Condition {
  readonly text: string | undefined
  readonly expr: RulesExpr | undefined
  /** Lets everybody through, or everybody who is signed in. */
  readonly isOpen: boolean
}

/** Writes the `allow`s anew whose condition is another one for some of their methods. */
export function withConditions(block: RulesBlock, ask: (method: RulesMethod, old: Condition) => string | undefined): readonly Edit[] {
  return block.match.allows.flatMap((allow): Edit[] => {
    const old: Condition = {
      text: textOf(block, allow),
      expr: allow.condition,
      isOpen: !allow.condition || isOpen(allow.condition, block.functions),
    }
    const asked = new Map<string | undefined, RulesMethod[]>()
    for (const method of allow.methods.flatMap(singles)) {
      const condition = ask(method, old) ?? old.text
      asked.set(condition, [...(asked.get(condition) ?? []), method])
    }
    if (asked.size === 1 && asked.has(old.text)) return []
    const line = styleOf(block.text).newline + indentAt(block, allow.range.start)
    const text = [...asked].map(([condition, methods]) => allowing(joined(methods), condition, line)).join(line)
    return [{ file: block.file, start: allow.range.start + block.shift, end: allow.range.end + block.shift, text }]
  })
}

const textOf = ({ text }: RulesBlock, { conditionRange: range }: Allow): string | undefined => range && text.slice(range.start, range.end)

const singles = (method: AllowMethod): readonly RulesMethod[] =>
  method === 'read' ? ['get', 'list'] : method === 'write' ? ['create', 'update', 'delete'] : [method]

function joined(methods: readonly RulesMethod[]): string {
  const whole = (['read', 'write'] as const).filter(name => singles(name).every(one => methods.includes(one)))
  return [...whole, ...methods.filter(method => !whole.some(name => singles(name).includes(method)))].join(', ')
}

const LONGEST = 120

function allowing(methods: string, condition: string | undefined, line: string): string {
  const text = `allow ${methods}${condition === undefined ? '' : `: if ${condition}`};`
  if (line.length + text.length <= LONGEST || text.includes('\n')) return text
  const operator = pieces(text, '||').length > 1 ? '||' : '&&'
  return pieces(text, operator).join(`${line}  ${operator} `)
}

/** Parts of a text between an operator that stands in no parenthesis, and in no text. */
export function pieces(text: string, operator: '&&' | '||'): readonly string[] {
  const found: string[] = []
  let [depth, from] = [0, 0]
  for (const { 0: token, index } of text.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|&&|\|\||[()[\]{}]/g)) {
    if (/^[([{]$/.test(token)) depth++
    else if (/^[)\]}]$/.test(token)) depth--
    else if (token === operator && depth === 0) {
      found.push(text.slice(from, index).trim())
      from = index + operator.length
    }
  }
  return [...found, text.slice(from).trim()]
}

/** Asks nothing of the caller but to be signed in: `true`, a date, `request.auth != null`, or a function that says the same. */
export function isOpen(condition: RulesExpr, functions: readonly RulesFunction[]): boolean {
  switch (condition.e) {
    case 'literal':
      return condition.value === true
    case 'binary':
      if (condition.op === '&&') return isOpen(condition.a, functions) && isOpen(condition.b, functions)
      return isSpelled(condition.a, 'time') ? /^<=?$/.test(condition.op) : condition.op === '!=' && isSignedIn(condition)
    case 'call': {
      const called = functions.find(one => one.name === condition.name)
      return called !== undefined && called.parameters.length === 0 && called.lets.length === 0 && isOpen(called.result, functions)
    }
    default:
      return false
  }
}

const isSignedIn = ({ a, b }: { readonly a: RulesExpr; readonly b: RulesExpr }): boolean =>
  b.e === 'literal' && b.value === null && (isSpelled(a, 'auth') || isSpelled(a, 'auth', 'uid'))

/** `request.auth.uid` is `isSpelled(expr, 'auth', 'uid')`. */
export function isSpelled(expr: RulesExpr, ...path: readonly string[]): boolean {
  const last = path.at(-1)
  if (last === undefined) return expr.e === 'name' && expr.name === 'request'
  return expr.e === 'member' && expr.name === last && isSpelled(expr.of, ...path.slice(0, -1))
}
