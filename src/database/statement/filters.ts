import type { Node } from 'libpg-query'
import { namesOf } from '../grammar.js'
import type { StatementFilter } from './statement.js'

/** Names in scope of one query: alias → table, and the only table where there is one. */
export interface Scope {
  readonly byAlias: ReadonlyMap<string, string>
  readonly only: string | undefined
}

type Mark = Pick<StatementFilter, 'optional' | 'nested'>

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' }
const SPELLED: Readonly<Record<string, string>> = { '~~': 'like', '!~~': 'not like', '~~*': 'ilike', '!~~*': 'not ilike', '!=': '<>' }

/** Every column that a condition compares. Queries inside the condition are left to the caller. */
export function* filtersOf(condition: Node | undefined, scope: Scope, mark: Mark = {}): Generator<StatementFilter> {
  if (!condition) return
  if ('BoolExpr' in condition) {
    const { boolop, args = [] } = condition.BoolExpr
    const inner: Mark = boolop === 'AND_EXPR' ? mark : { ...mark, optional: true }
    for (const arg of args) yield* filtersOf(arg, scope, inner)
  } else if ('NullTest' in condition) {
    const column = columnOf(condition.NullTest.arg, scope)
    if (column)
      yield { ...column, op: condition.NullTest.nulltesttype === 'IS_NULL' ? 'is null' : 'is not null', parameter: 'literal', ...mark }
  } else if ('BooleanTest' in condition) {
    const column = columnOf(condition.BooleanTest.arg, scope)
    if (column) yield { ...column, op: 'is', parameter: 'literal', ...mark }
  } else if ('SubLink' in condition) {
    const column = columnOf(condition.SubLink.testexpr, scope)
    if (column) yield { ...column, op: 'in', ...mark }
  } else if ('ColumnRef' in condition) {
    const column = columnOf(condition, scope)
    if (column) yield { ...column, op: '=', parameter: 'literal', ...mark }
  } else if ('A_Expr' in condition) {
    yield* comparison(condition.A_Expr, scope, mark)
  }
}

function* comparison(node: Extract<Node, { A_Expr: unknown }>['A_Expr'], scope: Scope, mark: Mark): Generator<StatementFilter> {
  const op = operatorOf(node)
  const left = columnOf(node.lexpr, scope)
  const right = columnOf(node.rexpr, scope)
  if (left && right) {
    yield { ...left, op, joined: `${right.table ?? ''}.${right.column}`, ...mark }
    yield { ...right, op: FLIPPED[op] ?? op, joined: `${left.table ?? ''}.${left.column}`, ...mark }
  } else if (left) {
    yield { ...left, op, ...operand(node.rexpr), ...mark }
  } else if (right) {
    yield { ...right, op: FLIPPED[op] ?? op, ...operand(node.lexpr), ...mark }
  }
}

function operatorOf(node: Extract<Node, { A_Expr: unknown }>['A_Expr']): string {
  const [name = '='] = namesOf(node.name).slice(-1)
  if (node.kind === 'AEXPR_IN') return name === '=' ? 'in' : 'not in'
  if (node.kind === 'AEXPR_OP_ANY') return 'in'
  if (node.kind === 'AEXPR_OP_ALL') return 'not in'
  return SPELLED[name] ?? name.toLowerCase()
}

/** The column that a side of a comparison is, looked at through casts, `lower(…)` and `COLLATE`. */
export function columnOf(node: Node | undefined, scope: Scope): { column: string; table: string | undefined } | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) return columnOf(node.TypeCast.arg, scope)
  if ('CollateClause' in node) return columnOf(node.CollateClause.arg, scope)
  if ('FuncCall' in node) {
    const { funcname, args = [] } = node.FuncCall
    const wraps = ['lower', 'upper', 'trim', 'date', 'date_trunc', 'coalesce', 'btrim', 'strftime'].includes(namesOf(funcname).at(-1) ?? '')
    return wraps ? args.map(arg => columnOf(arg, scope)).find(found => found !== undefined) : undefined
  }
  if ('CoalesceExpr' in node) return columnOf(node.CoalesceExpr.args?.[0], scope)
  if (!('ColumnRef' in node)) return undefined
  const names = namesOf(node.ColumnRef.fields)
  const column = names.at(-1) ?? '*'
  const qualifier = names.at(-2)
  if (qualifier === 'excluded') return undefined
  return { column, table: qualifier ? (scope.byAlias.get(qualifier) ?? qualifier) : scope.only }
}

/** What a column is compared with or set to. */
export function operand(node: Node | undefined): { parameter?: number | 'literal' } {
  const parameters: number[] = []
  let constant = false
  let other = false
  const look = (value: Node | undefined): void => {
    if (!value) return
    if ('ParamRef' in value) parameters.push(value.ParamRef.number ?? 0)
    else if ('A_Const' in value) constant = true
    else if ('TypeCast' in value) look(value.TypeCast.arg)
    else if ('List' in value) value.List.items?.forEach(look)
    else if ('A_ArrayExpr' in value) value.A_ArrayExpr.elements?.forEach(look)
    else if ('A_Expr' in value) [value.A_Expr.lexpr, value.A_Expr.rexpr].forEach(look)
    else if ('FuncCall' in value) value.FuncCall.args?.forEach(look)
    else if ('CoalesceExpr' in value) value.CoalesceExpr.args?.forEach(look)
    else other = true
  }
  look(node)
  const [first] = parameters
  if (first !== undefined) return { parameter: first }
  return constant && !other ? { parameter: 'literal' } : {}
}
