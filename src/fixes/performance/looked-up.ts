import type { Table } from '#database/catalogue'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { above, callsAt, type Code, findNodes, indentAt, isFunction, statementAround, textOf } from '../code/code.js'
import { camel, declaredIn, patternNames, singular } from '../code/names.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import { chainOf, inChain } from '../idiom/query.js'
import { takenAs } from '../idiom/supabase-data.js'
import { capital, walkAround } from './looped.js'

/** `const { data } = await supabase.from('profiles').select('name').eq('id', x.user_id).single()` inside a walk: all of them before it, by `in`. */
export function lookedUp(code: Code, line: number, tables: readonly Table[]): readonly Edit[] | undefined {
  const [at] = callsAt(code, line)
  const chain = at && chainOf(code, at)
  const from = chain && inChain(code, chain, /^from$/)[0]
  const statement = chain && statementAround(code, chain)
  const walk = chain && walkAround(code, chain)
  const asked = from && walk && askedFor(code, from, chain, walk.item)
  const data = statement && takenAs(statement, 'data')
  const fn = walk && [...above(code, walk.statement)].find(isFunction)
  if (!asked || !walk || !fn || !data || !isAlone(code, statement, chain)) return undefined
  const { client, table, column, columns, value } = asked
  if (!isKey(tables, table, column) || !isShort(code, fn, walk.list)) return undefined
  const one = camel(singular(table))
  const [rows, by] = [`${one}Rows`, `${one}By${capital(camel(column))}`]
  const taken = declaredIn([fn])
  // What the walk itself changes has to be read at its turn.
  const isChanged = new RegExp(`from\\(\\s*["'\`]${table}["'\`]\\s*\\)\\s*\\.(?:update|upsert|insert|delete)`).test(textOf(code, walk.body))
  if (isChanged || taken.has(rows) || taken.has(by)) return undefined
  const { semi, indent } = code.style
  const q = (text: string): string => quoted(code.style, text)
  const margin = indentAt(code, walk.statement.start)
  const listed = columns === '*' || columns.split(',').some(one => one.trim() === column) ? columns : `${column}, ${columns}`
  const inner = `\n${margin}${indent}`
  const lines = [
    `const { data: ${rows} } = await ${client}${inner}.from(${q(table)})${inner}.select(${q(listed)})${inner}.in(${q(column)}, ${walk.list}.map((${walk.item}) => ${value}))${semi}`,
    `const ${by} = new Map((${rows} ?? []).map((row) => [row.${column}, row]))${semi}`,
  ]
  return [
    { file: code.path, start: walk.statement.start, end: walk.statement.start, text: lines.map(one => `${one}\n${margin}`).join('') },
    { file: code.path, start: statement.start, end: statement.end, text: `const ${data} = ${by}.get(${value}) ?? null${semi}` },
  ]
}

interface Asked {
  readonly client: string
  readonly table: string
  readonly column: string
  /** As `select` has them. */
  readonly columns: string
  /** `booking.user_id` */
  readonly value: string
}

/** Four links and no more: `from`, `select`, `eq` and `single`. */
function askedFor(code: Code, from: Node, chain: Node, item: string): Asked | undefined {
  const links = findNodes(code, node => node.type === 'CallExpression' && node.start === chain.start && node.end >= from.end, chain)
  const link = (name: RegExp): Node[] | undefined => links.find(one => name.test(nameOf(one.callee) ?? ''))?.arguments as Node[] | undefined
  const [select, eq] = [link(/^select$/), link(/^eq$/)]
  const client = dotted((from.callee as Node).object)
  const [table, columns, column] = [literalOf((from.arguments as Node[])[0]), literalOf(select?.[0]), literalOf(eq?.[0])]
  const value = dotted(eq?.[1])
  if (links.length !== 4 || select?.length !== 1 || !link(/^(?:maybeS|s)ingle$/) || !client || value?.split('.')[0] !== item)
    return undefined
  if (typeof table !== 'string' || typeof columns !== 'string' || typeof column !== 'string') return undefined
  // Rows of other tables in brackets, or under another name, may be as many as there are.
  return /[()]/.test(columns) || columns.includes(':') || value.split('.').length !== 2
    ? undefined
    : { client, table, column, columns, value }
}

/** Nothing but the row is taken out of the answer. */
function isAlone(code: Code, statement: Node, chain: Node): boolean {
  const [declared, ...others] = statement.declarations as Node[]
  const awaited = declared?.init as Node | undefined
  return (
    others.length === 0 &&
    statement.kind === 'const' &&
    awaited?.type === 'AwaitExpression' &&
    awaited.argument === chain &&
    ((declared!.id as Node).properties as Node[]).length === 1 &&
    !/^\s*as\b/.test(code.text.slice(chain.end, statement.end))
  )
}

/** One row for each value: else the last of several would stand for all. */
const isKey = (tables: readonly Table[], name: string, column: string): boolean => {
  const table = tables.find(one => one.name === name)
  const keys = table && [table.primaryKey, ...table.indexes.filter(index => index.unique && !index.partial).map(index => index.columns)]
  return keys ? keys.some(columns => columns.length === 1 && columns[0] === column) : column === 'id'
}

/** Ids that fit into one address: all that `in` asks for stands in it. */
const MOST = 200

/** What the function was handed, or a page of rows that was read in it. */
function isShort(code: Code, fn: Node, list: string, steps = 3): boolean {
  const name = /[A-Za-z_$][\w$]*/.exec(list)?.[0]
  if (name === undefined || steps === 0) return false
  if ((fn.params as Node[]).some(param => patternNames(param).has(name))) return true
  const declared = findNodes(code, node => node.type === 'VariableDeclarator' && patternNames(node.id as Node).has(name), fn)[0]
  const init = declared?.init ? textOf(code, declared.init as Node) : ''
  if (!/\bawait\b/.test(init)) return init !== '' && isShort(code, fn, init, steps - 1)
  const [, limit] = /\.limit\(\s*(\d+)\s*\)/.exec(init) ?? []
  return limit !== undefined && Number(limit) <= MOST
}
