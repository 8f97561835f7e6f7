import type { Place } from '#base/place'
import type { Column, ForeignKey, Index } from '../catalogue.js'
import type { CodeFile } from '../code.js'
import { bare, chainOf, text, walkTree, type Argument, type Chain, type Expression } from '../tree.js'

/** A table while migrations add to it. */
export interface TableDraft {
  readonly name: string
  readonly at: Place
  readonly columns: Column[]
  readonly indexes: Index[]
  readonly foreignKeys: ForeignKey[]
  primaryKey: string[]
}

/** Methods of a table that make no column. */
const NO_COLUMN =
  /^(?:timestamps|dropTimestamps|drop\w+|index|unique|primary|foreign|comment|engine|charset|collate|inherits|rename\w*|setNullable|check\w*|queryContext|alter)$/
const TYPES: Readonly<Record<string, string>> = {
  increments: 'integer',
  bigIncrements: 'bigint',
  string: 'varchar',
  enu: 'enum',
  datetime: 'timestamp',
  dateTime: 'timestamp',
  double: 'double precision',
}

/** What one callback does to its table: `table => { table.integer('user_id').references('users.id') }`. */
export function readBuilder(callback: Argument | Expression, draft: TableDraft, file: CodeFile): void {
  if (callback.type !== 'ArrowFunctionExpression' && callback.type !== 'FunctionExpression') return
  const [given] = callback.params
  const named = given?.type === 'Identifier' ? given.name : undefined
  walkTree(callback.body, node => {
    if (node.type !== 'ExpressionStatement') return
    const expression = (node as unknown as { expression: Expression }).expression
    readStatement(expression, node.start, named, draft, file)
  })
  if (callback.type === 'ArrowFunctionExpression' && callback.body && callback.body.type !== 'BlockStatement')
    readStatement(callback.body as unknown as Expression, callback.body.start, named, draft, file)
}

function readStatement(expression: Expression, start: number, named: string | undefined, draft: TableDraft, file: CodeFile): void {
  const chain = chainOf(expression)
  if (!chain || rootOf(expression) !== named) return
  const [first, ...rest] = chain.links
  if (!first) return
  const at = file.placeAt(start)
  const columns = namesIn(first.args[0])
  if (first.name === 'foreign') return keyed(draft, columns, rest, at)
  if (first.name === 'index') return void draft.indexes.push({ columns, unique: false, partial: false, at })
  if (first.name === 'unique') return void draft.indexes.push({ columns, unique: true, partial: false, at })
  if (first.name === 'primary') return void (draft.primaryKey = columns)
  if (first.name === 'timestamps') {
    for (const name of ['created_at', 'updated_at']) draft.columns.push(column(name, 'timestamp', at, { hasDefault: true }))
    return
  }
  if (!NO_COLUMN.test(first.name)) readColumn(draft, first, rest, at)
}

function readColumn(draft: TableDraft, first: Chain['links'][number], rest: Chain['links'], at: Place): void {
  const isCounted = /increments$/i.test(first.name)
  const name = text(first.args[0]) ?? (isCounted ? 'id' : undefined)
  if (name === undefined) return
  const has = (method: string): boolean => rest.some(link => link.name === method)
  const unique = has('unique')
  if (isCounted || has('primary')) draft.primaryKey = [name]
  if (unique) draft.indexes.push({ columns: [name], unique: true, partial: false, at })
  if (has('index')) draft.indexes.push({ columns: [name], unique: false, partial: false, at })
  const type = first.name === 'specificType' ? (text(first.args[1]) ?? 'text') : (TYPES[first.name] ?? first.name.toLowerCase())
  const values = /^enum?$/.test(first.name) ? namesIn(first.args[1]) : []
  draft.columns.push({
    ...column(name, type, at, { nullable: !has('notNullable') && !isCounted, hasDefault: has('defaultTo') || isCounted, unique }),
    ...(values.length ? { values } : {}),
  })
  keyed(draft, [name], rest, at)
}

/** `.references('id').inTable('users')`, `.references('users.id')`. */
function keyed(draft: TableDraft, columns: readonly string[], links: Chain['links'], at: Place): void {
  const references = text(links.find(link => link.name === 'references')?.args[0])
  const inside = text(links.find(link => link.name === 'inTable' || link.name === 'on')?.args[0])
  if (references === undefined) return
  const [target, key] = inside === undefined ? (references.split('.') as [string, string?]) : [inside, references.split('.').at(-1)]
  if (key !== undefined) draft.foreignKeys.push({ columns: [...columns], table: target, references: [key], at })
}

const column = (name: string, type: string, at: Place, given: Partial<Column>): Column => ({
  name,
  field: name,
  type,
  nullable: true,
  hasDefault: false,
  unique: false,
  ...given,
  at,
})

function namesIn(node: Argument | undefined): string[] {
  const list = bare(node)
  if (list?.type === 'ArrayExpression') return list.elements.flatMap(one => text(one as Expression) ?? [])
  return text(list) === undefined ? [] : [text(list)!]
}

/** What the chain begins with: `table` of `table.string('x').unique()`. */
function rootOf(node: Expression | undefined): string | undefined {
  let current: Expression | undefined = bare(node)
  while (current) {
    if (current.type === 'Identifier') return current.name
    if (current.type === 'CallExpression') current = bare(current.callee as Expression)
    else if (current.type === 'MemberExpression') current = bare(current.object as Expression)
    else return undefined
  }
  return undefined
}
