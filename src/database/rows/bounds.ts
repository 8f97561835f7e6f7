import type { Node } from 'libpg-query'
import { namesOf, parseCondition } from '#database/grammar'
import type { TableShape } from './shape.js'

/** What the CHECK conditions ask of one column. */
export interface Bounds {
  readonly values?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly required?: true
}

type Found = { readonly column: string; readonly bounds: Bounds }

/** The common shapes of CHECK, read. Whatever is not read is left to the database, which is asked of every row. */
export function boundsOf(table: TableShape): ReadonlyMap<string, Bounds> {
  const all = new Map<string, Bounds>()
  const add = ({ column, bounds }: Found) => all.set(column, both(all.get(column) ?? {}, bounds))
  for (const check of table.checks) for (const found of read(parseCondition(check.condition))) add(found)
  for (const column of table.columns)
    for (const condition of column.domainChecks)
      for (const { bounds } of read(parseCondition(condition.replaceAll(/\bVALUE\b/g, '"value"')))) add({ column: column.name, bounds })
  return all
}

const both = (a: Bounds, b: Bounds): Bounds => ({
  ...a,
  ...b,
  ...(a.values && b.values ? { values: a.values.filter(value => b.values!.includes(value)) } : {}),
  ...(a.min !== undefined && b.min !== undefined ? { min: Math.max(a.min, b.min) } : {}),
  ...(a.max !== undefined && b.max !== undefined ? { max: Math.min(a.max, b.max) } : {}),
})

function read(node: Node | undefined): Found[] {
  if (!node) return []
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr
    if (boolop === 'AND_EXPR') return args.flatMap(read)
    if (boolop === 'OR_EXPR') return either(args.map(read))
    return []
  }
  if ('NullTest' in node && node.NullTest.nulltesttype === 'IS_NOT_NULL') {
    const column = columnIn(node.NullTest.arg)
    return column ? [{ column, bounds: { required: true } }] : []
  }
  return 'A_Expr' in node ? comparison(node.A_Expr) : []
}

/** `a = 'x' or a = 'y'` is a list; of other branches the first one readable is aimed at. */
function either(branches: readonly Found[][]): Found[] {
  const readable = branches.filter(branch => branch.length > 0)
  const lists = readable.map(branch => (branch.length === 1 ? branch[0] : undefined))
  const [first] = lists
  if (first && lists.every(one => one?.column === first.column && one.bounds.values))
    return [{ column: first.column, bounds: { values: lists.flatMap(one => one!.bounds.values!) } }]
  return readable[0] ?? []
}

function comparison(node: Extract<Node, { A_Expr: unknown }>['A_Expr']): Found[] {
  const [name = ''] = namesOf(node.name).slice(-1)
  if (node.kind === 'AEXPR_BETWEEN') {
    const [low, high] = constants(node.rexpr)
    return [...compared(node.lexpr, '>=', low), ...compared(node.lexpr, '<=', high)]
  }
  if (node.kind === 'AEXPR_OP_ANY' || node.kind === 'AEXPR_IN') {
    const column = columnIn(node.lexpr)
    const values = constants(node.rexpr)
    return column && name === '=' && values.length > 0 ? [{ column, bounds: { values } }] : []
  }
  if (node.kind !== 'AEXPR_OP') return []
  const [right] = constants(node.rexpr)
  if (right !== undefined) return compared(node.lexpr, name, right)
  const [left] = constants(node.lexpr)
  return left === undefined ? [] : compared(node.rexpr, FLIPPED[name] ?? name, left)
}

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' }

function compared(side: Node | undefined, op: string, value: string | undefined): Found[] {
  const column = columnIn(side)
  if (column === undefined || value === undefined) return []
  const bounds = isLength(side) ? lengthBounds(op, Number(value)) : valueBounds(op, value)
  return bounds ? [{ column, bounds }] : []
}

function valueBounds(op: string, value: string): Bounds | undefined {
  if (op === '~' || op === '~*') return { pattern: value }
  const number = Number(value)
  if (op === '=') return { values: [value] }
  if (Number.isNaN(number)) return op === '<>' && value === '' ? { minLength: 1 } : undefined
  if (op === '>') return { min: Number.isInteger(number) ? number + 1 : number + 0.01 }
  if (op === '>=') return { min: number }
  if (op === '<') return { max: Number.isInteger(number) ? number - 1 : number - 0.01 }
  return op === '<=' ? { max: number } : undefined
}

function lengthBounds(op: string, value: number): Bounds | undefined {
  if (op === '=') return { minLength: value, maxLength: value }
  if (op === '>') return { minLength: value + 1 }
  if (op === '>=') return { minLength: value }
  if (op === '<') return { maxLength: value - 1 }
  return op === '<=' ? { maxLength: value } : undefined
}

const LENGTHS = new Set(['length', 'char_length', 'character_length', 'octet_length'])
const WRAPS = new Set([...LENGTHS, 'lower', 'trim', 'btrim', 'abs', 'coalesce'])

function isLength(node: Node | undefined): boolean {
  if (!node) return false
  if ('TypeCast' in node) return isLength(node.TypeCast.arg)
  return 'FuncCall' in node && LENGTHS.has(namesOf(node.FuncCall.funcname).at(-1) ?? '')
}

function columnIn(node: Node | undefined): string | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) return columnIn(node.TypeCast.arg)
  if ('ColumnRef' in node) return namesOf(node.ColumnRef.fields).at(-1)
  if ('CoalesceExpr' in node) return columnIn(node.CoalesceExpr.args?.[0])
  if ('FuncCall' in node && WRAPS.has(namesOf(node.FuncCall.funcname).at(-1) ?? '')) return columnIn(node.FuncCall.args?.[0])
  return undefined
}

/** Constants of a side, looked at through casts, arrays and lists; none where anything else stands there. */
function constants(node: Node | undefined): string[] {
  if (!node) return []
  if ('TypeCast' in node) return constants(node.TypeCast.arg)
  if ('A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).flatMap(constants)
  if ('List' in node) return (node.List.items ?? []).flatMap(constants)
  if ('A_Expr' in node && !node.A_Expr.lexpr && namesOf(node.A_Expr.name)[0] === '-')
    return constants(node.A_Expr.rexpr).map(text => `-${text}`)
  if (!('A_Const' in node)) return []
  const value = node.A_Const as {
    sval?: { sval?: string }
    ival?: { ival?: number }
    fval?: { fval?: string }
    boolval?: { boolval?: boolean }
  }
  if (value.sval) return [value.sval.sval ?? '']
  if (value.ival) return [String(value.ival.ival ?? 0)]
  if (value.fval) return [value.fval.fval ?? '0']
  return value.boolval ? [String(value.boolval.boolval ?? false)] : []
}
