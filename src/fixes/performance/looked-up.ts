import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, indentAt, isFunction, above, statementAround, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import { chainOf, inChain } from '../idiom/query.js'
import { takenAs } from '../idiom/supabase-data.js'
import { capital, walkAround } from './looped.js'

/** `const { data } = await supabase.from('profiles').select('name').eq('id', x.user_id).single()` inside a walk: all of them before it, by `in`. */
export function lookedUp(code: Code, line: number): readonly Edit[] | undefined {
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
  const singular = table.replace(/s$/, '')
  const [rows, by] = [`${camel(singular)}Rows`, `${camel(singular)}By${capital(camel(column))}`]
  const taken = declaredIn([fn])
  // What the walk itself changes has to be read at its turn.
  const isChanged = new RegExp(`from\\(\\s*["'\`]${table}["'\`]\\s*\\)\\s*\\.(?:update|upsert|insert|delete)`).test(textOf(code, walk.body))
  if (isChanged || taken.has(rows) || taken.has(by)) return undefined
  const { semi, style } = { semi: code.style.semi, style: code.style }
  const q = (text: string): string => quoted(style, text)
  const margin = indentAt(code, walk.statement.start)
  const listed = columns === '*' || columns.split(',').some(one => one.trim() === column) ? columns : `${column}, ${columns}`
  const inner = `\n${margin}${style.indent}`
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

const camel = (text: string): string => text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
