import type { Node } from 'libpg-query'
import { namesOf, parseCondition, walkNodes } from './grammar.js'

/** What the condition of a policy asks of whoever comes, and of the row. */
export interface Condition {
  readonly who: Who
  /** It holds for every row. */
  readonly everyRow: boolean
  /** Columns compared with the caller's id. */
  readonly identity: readonly string[]
  /** Columns compared with anything of the caller: id, e-mail, a claim. */
  readonly session: readonly string[]
  readonly claims: readonly Claim[]
  /** Names of the functions called that are the app's own. */
  readonly calls: readonly string[]
  /** Literals that `bucket_id` is compared with. */
  readonly buckets: readonly string[]
}

/** `anyone`; `signed-in`: anyone who signs up; `some`: particular users; `nobody`. */
export type Who = 'anyone' | 'signed-in' | 'some' | 'nobody'

/** Something in the token other than the id. `user`: data that users change themselves. */
export interface Claim {
  readonly kind: 'email' | 'user'
  /** The column it is compared with, else a literal or a query. */
  readonly column: string | undefined
}

interface Reach {
  readonly who: Who
  readonly everyRow: boolean
}

export const WHO: readonly Who[] = ['anyone', 'signed-in', 'some', 'nobody']
const stronger = (a: Who, b: Who): Who => (WHO.indexOf(a) >= WHO.indexOf(b) ? a : b)

const read = new Map<string, Condition>()

/** Reads the SQL text of a policy's condition; `undefined` text lets nobody through, as in Postgres. */
export function readCondition(sql: string | undefined): Condition {
  if (sql === undefined) return { who: 'nobody', everyRow: false, identity: [], session: [], claims: [], calls: [], buckets: [] }
  const known = read.get(sql)
  if (known) return known
  const tree = parseCondition(sql)
  const reach: Reach = tree ? reachOf(tree) : { who: 'some', everyRow: false }
  const condition: Condition = { ...reach, ...comparisons(tree), calls: ownCalls(tree) }
  read.set(sql, condition)
  return condition
}

/** What a condition looks at beside the row itself. */
export interface Asked {
  /** It may depend on who comes: a call of the app's own or of `auth`, the current role. */
  readonly caller: boolean
  /** Tables that its queries read. */
  readonly tables: readonly string[]
}

export function askedBy(sql: string | undefined): Asked {
  const tree = sql === undefined ? undefined : parseCondition(sql)
  if (!tree) return { caller: true, tables: [] }
  let caller = false
  const tables: string[] = []
  walkNodes([tree], (type, inner) => {
    if (type === 'FuncCall') caller ||= !PLAIN.has(callName(inner).at(-1) ?? '')
    if (type === 'SQLValueFunction') caller ||= !/DATE|TIME/.test(String(inner['op']))
    if (type === 'RangeVar') tables.push(String(inner['relname']))
  })
  return { caller, tables }
}

function reachOf(node: Node): Reach {
  if ('A_Const' in node) {
    const value = (node.A_Const as { boolval?: { boolval?: boolean } }).boolval
    return value && value.boolval !== true ? { who: 'nobody', everyRow: false } : { who: 'anyone', everyRow: true }
  }
  if ('BoolExpr' in node) {
    const parts = (node.BoolExpr.args ?? []).map(reachOf)
    if (node.BoolExpr.boolop === 'AND_EXPR')
      return parts.reduce((a, b) => ({ who: stronger(a.who, b.who), everyRow: a.everyRow && b.everyRow }))
    if (node.BoolExpr.boolop === 'OR_EXPR') return parts.reduce(weaker)
    return mentionsCaller(node) ? { who: 'some', everyRow: false } : { who: 'anyone', everyRow: false }
  }
  if ('TypeCast' in node && node.TypeCast.arg) return reachOf(node.TypeCast.arg)
  if ('NullTest' in node) return sessionTest(node.NullTest.arg, node.NullTest.nulltesttype === 'IS_NOT_NULL' ? 'signed-in' : 'anyone')
  if ('A_Expr' in node) {
    const role = roleTest(node)
    if (role) return { who: role, everyRow: true }
    const { lexpr, rexpr } = node.A_Expr
    if (lexpr && rexpr && 'A_Const' in lexpr && 'A_Const' in rexpr)
      return {
        who: 'anyone',
        everyRow:
          JSON.stringify(lexpr.A_Const).replace(/"location":\d+/, '') === JSON.stringify(rexpr.A_Const).replace(/"location":\d+/, ''),
      }
    if (isUid(lexpr) && isUid(rexpr)) return { who: 'signed-in', everyRow: true }
  }
  return mentionsCaller(node) ? { who: 'some', everyRow: false } : { who: 'anyone', everyRow: false }
}

function weaker(a: Reach, b: Reach): Reach {
  if (a.who === b.who) return { who: a.who, everyRow: a.everyRow || b.everyRow }
  return WHO.indexOf(a.who) < WHO.indexOf(b.who) ? a : b
}

/** `auth.uid() IS NOT NULL`; a column's test says nothing of the caller. */
function sessionTest(arg: Node | undefined, who: Who): Reach {
  return arg && (isUid(arg) || isCall(arg, 'auth', ['role', 'jwt', 'email']))
    ? { who, everyRow: true }
    : { who: arg && mentionsCaller(arg) ? 'some' : 'anyone', everyRow: false }
}

/** `auth.role() = 'authenticated'` and its kin. */
function roleTest(node: Extract<Node, { A_Expr: unknown }>): Who | undefined {
  const { lexpr, rexpr, name } = node.A_Expr
  const [test, value] = isRole(lexpr) ? [lexpr, rexpr] : [rexpr, lexpr]
  if (!isRole(test) || !value) return undefined
  const literals: string[] = []
  walkNodes([value], (type, inner) => {
    const text = (inner as { sval?: { sval?: string } }).sval?.sval
    if (type === 'A_Const' && text !== undefined) literals.push(text)
  })
  if (literals.length === 0) return undefined
  if (namesOf(name).includes('<>')) return literals.includes('anon') ? 'signed-in' : 'some'
  return literals.includes('anon') ? 'anyone' : literals.includes('authenticated') ? 'signed-in' : 'some'
}

const isRole = (node: Node | undefined): boolean => {
  const plain = unwrap(node)
  if (!plain) return false
  if (isCall(plain, 'auth', ['role'])) return true
  return (
    'A_Expr' in plain &&
    /^->>?$/.test(namesOf(plain.A_Expr.name).at(-1) ?? '') &&
    isCall(unwrap(plain.A_Expr.lexpr), 'auth', ['jwt']) &&
    constant(plain.A_Expr.rexpr) === 'role'
  )
}

const isUid = (node: Node | undefined): boolean => {
  const plain = unwrap(node)
  if (!plain) return false
  if (isCall(plain, 'auth', ['uid']) || isCall(plain, undefined, ['requesting_user_id', 'current_user_id'])) return true
  return 'A_Expr' in plain && isCall(unwrap(plain.A_Expr.lexpr), 'auth', ['jwt']) && constant(plain.A_Expr.rexpr) === 'sub'
}

function isCall(node: Node | undefined, schema: string | undefined, names: readonly string[]): boolean {
  if (!node || !('FuncCall' in node)) return false
  const called = namesOf(node.FuncCall.funcname)
  return names.includes(called.at(-1) ?? '') && (schema === undefined || called.at(-2) === schema)
}

/** Looks through casts and `(select auth.uid())`. */
function unwrap(node: Node | undefined): Node | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) return unwrap(node.TypeCast.arg)
  if ('CoalesceExpr' in node) return unwrap(node.CoalesceExpr.args?.[0])
  if ('FuncCall' in node && ['lower', 'upper', 'trim', 'btrim'].includes(namesOf(node.FuncCall.funcname).at(-1) ?? ''))
    return unwrap(node.FuncCall.args?.[0])
  if ('SubLink' in node && node.SubLink.subLinkType === 'EXPR_SUBLINK') {
    const select = node.SubLink.subselect && 'SelectStmt' in node.SubLink.subselect ? node.SubLink.subselect.SelectStmt : undefined
    const [target] = select?.targetList ?? []
    if (select && !select.fromClause && target && 'ResTarget' in target) return unwrap(target.ResTarget.val)
  }
  return node
}

const constant = (node: Node | undefined): string | undefined => {
  const plain = unwrap(node)
  return plain && 'A_Const' in plain ? (plain.A_Const as { sval?: { sval?: string } }).sval?.sval : undefined
}

/** Functions of Postgres and of Supabase storage that know nothing of who asks. */
const PLAIN = new Set(
  'lower upper trim btrim length char_length octet_length now coalesce foldername extension filename split_part array_length cardinality date_trunc regexp_match jsonb_typeof substring position left right round abs concat to_char cast nullif greatest least string_to_array timezone current_date jsonb_array_length starts_with'.split(
    ' ',
  ),
)

const callName = (node: Record<string, unknown>): string[] => namesOf(node['funcname'] as Node[])

/** Whether a part of the condition may depend on who asks: a call that is not plain, a query, the current role. */
function mentionsCaller(node: Node): boolean {
  let found = false
  walkNodes([node], (type, inner) => {
    if (type === 'SubLink' || type === 'SQLValueFunction') found ||= type === 'SubLink' || !/DATE|TIME/.test(String(inner['op']))
    if (type === 'FuncCall') found ||= !PLAIN.has(callName(inner).at(-1) ?? '')
  })
  return found
}

function ownCalls(tree: Node | undefined): string[] {
  const calls: string[] = []
  walkNodes(tree && [tree], (type, node) => {
    if (type !== 'FuncCall') return
    const name = callName(node)
    if (!PLAIN.has(name.at(-1) ?? '') && name[0] !== 'auth' && name[0] !== 'storage') calls.push(name.at(-1) ?? '')
  })
  return calls
}

/** Every comparison of the condition and of the queries in it. */
function comparisons(tree: Node | undefined): Pick<Condition, 'identity' | 'session' | 'claims' | 'buckets'> {
  const identity: string[] = []
  const session: string[] = []
  const claims: Claim[] = []
  const buckets: string[] = []
  let depth = 0
  const look = (node: unknown): void =>
    walkNodes(node, (type, inner) => {
      if (type === 'SubLink' && !isUid({ SubLink: inner } as unknown as Node)) {
        depth++
        look(Object.values(inner))
        depth--
        return false
      }
      if (type !== 'A_Expr') return true
      const { lexpr, rexpr } = inner as { lexpr?: Node; rexpr?: Node }
      const left = columnName(lexpr)
      const right = columnName(rexpr)
      for (const [column, other] of [
        [left, rexpr],
        [right, lexpr],
      ] as const) {
        const claim = claimIn(other)
        if (claim && (column === undefined || !(left && right))) claims.push({ kind: claim, column })
        if (column === undefined) continue
        // A column of an inner query is not one of this table.
        if (isUid(other) && depth === 0) identity.push(column)
        if (depth === 0 && (isUid(other) || claim)) session.push(column)
        const text = constant(other)
        if (column === 'bucket_id') for (const name of text === undefined ? literalsIn(other) : [text]) buckets.push(name)
      }
      return true
    })
  look(tree && [tree])
  return { identity, session, claims: dedupe(claims), buckets }
}

function dedupe(claims: readonly Claim[]): Claim[] {
  const withColumn = claims.filter(claim => claim.column !== undefined)
  return [
    ...withColumn,
    ...claims.filter(claim => claim.column === undefined && !withColumn.some(other => other.kind === claim.kind)),
  ].filter((claim, at, all) => all.findIndex(other => other.kind === claim.kind && other.column === claim.column) === at)
}

const literalsIn = (node: Node | undefined): string[] =>
  node && 'List' in node
    ? (node.List.items ?? []).flatMap(item => constant(item) ?? [])
    : node && 'A_ArrayExpr' in node
      ? (node.A_ArrayExpr.elements ?? []).flatMap(item => constant(item) ?? [])
      : []

function columnName(node: Node | undefined): string | undefined {
  const plain = unwrap(node)
  return plain && 'ColumnRef' in plain ? namesOf(plain.ColumnRef.fields).at(-1) : undefined
}

/** `auth.jwt() ->> 'email'`, `auth.email()`, `auth.jwt() -> 'user_metadata' ->> 'role'`, `users.raw_user_meta_data ->> 'role'`. */
function claimIn(node: Node | undefined): Claim['kind'] | undefined {
  const plain = unwrap(node)
  if (!plain) return undefined
  if (isCall(plain, 'auth', ['email'])) return 'email'
  if (!('A_Expr' in plain) || !/^(?:->>?|#>>?)$/.test(namesOf(plain.A_Expr.name).at(-1) ?? '')) return undefined
  const text = JSON.stringify(plain)
  // A column of `auth.users`, in which each user's own metadata is kept.
  if (text.includes('"sval":"raw_user_meta_data"')) return 'user'
  if (!/"sval":"jwt"|request\.jwt/.test(text)) return undefined
  if (/user_metadata/.test(text)) return 'user'
  return constant(plain.A_Expr.rexpr) === 'email' ? 'email' : undefined
}
