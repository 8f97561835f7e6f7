import type { Column, ForeignKey, Index } from '../catalogue.js'
import type { CodeFile } from '../code.js'
import { dotted, entry, isTrue, returned, text, type Argument, type Expression, type SyntaxNode } from '../tree.js'

/** A class with columns, before the classes that it stands on are joined in. */
export interface Entity {
  readonly name: string
  readonly above: string | undefined
  /** Name of its table; undefined for a class that only others stand on. */
  readonly table: string | undefined
  readonly file: CodeFile
  readonly start: number
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  readonly indexes: readonly Index[]
  /** With the class that is pointed to in place of its table. */
  readonly foreignKeys: readonly ForeignKey[]
}

interface Decorator {
  readonly name: string
  readonly args: readonly Argument[]
  readonly start: number
}

interface ClassNode extends SyntaxNode {
  readonly id: { readonly name: string } | null
  readonly superClass: Expression | null
  readonly decorators?: readonly (SyntaxNode & { readonly expression: Expression })[]
  readonly body: { readonly body: readonly PropertyNode[] }
}

interface PropertyNode extends SyntaxNode {
  readonly key: Expression
  readonly decorators?: ClassNode['decorators']
  readonly typeAnnotation?: { readonly typeAnnotation: SyntaxNode & { readonly typeName?: Expression } } | null
}

const COLUMN = /^(?:Column|Primary(?:Generated)?Column|ObjectIdColumn|(?:Create|Update|Delete)DateColumn|VersionColumn)$/

export function readEntity(node: ClassNode, file: CodeFile): Entity | undefined {
  const own = decoratorsOf(node.decorators)
  const entity = own.find(one => one.name === 'Entity')
  const columns: Column[] = []
  const primaryKey: string[] = []
  const indexes: Index[] = []
  const foreignKeys: ForeignKey[] = []
  for (const property of node.body.body) {
    const field = dotted(property.key)[0]
    const decorators = field === undefined ? [] : decoratorsOf(property.decorators)
    if (field === undefined || !decorators.length) continue
    const at = file.placeAt(property.start)
    const column = columnOf(field, property, decorators, at) ?? keyOf(field, decorators, at)
    if (!column) continue
    if (!columns.some(one => one.name === column.name)) columns.push(column)
    const relation = relationOf(decorators)
    if (relation) foreignKeys.push({ columns: [column.name], table: relation.target, references: ['id'], at })
    if (decorators.some(one => /^Primary|^ObjectId/.test(one.name))) primaryKey.push(column.name)
    const index = decorators.find(one => one.name === 'Index')
    if (index || column.unique)
      indexes.push({ columns: [column.name], unique: column.unique || isTrue(optionOf(index!, 'unique')), partial: false, at })
  }
  if (!columns.length && !entity) return undefined
  for (const one of own.filter(each => each.name === 'Index' || each.name === 'Unique')) {
    const listed = listedIn(one.args).map(field => columns.find(column => column.field === field)?.name ?? field)
    if (listed.length)
      indexes.push({
        columns: listed,
        unique: one.name === 'Unique' || isTrue(optionOf(one, 'unique')),
        partial: optionOf(one, 'where') !== undefined,
        at: file.placeAt(one.start),
      })
  }
  const name = node.id?.name ?? ''
  return {
    name,
    above: dotted(node.superClass).at(-1),
    table: entity && (text(entity.args[0]) ?? text(optionOf(entity, 'name')) ?? snake(name)),
    file,
    start: node.start,
    columns,
    primaryKey,
    indexes,
    foreignKeys,
  }
}

function columnOf(field: string, property: PropertyNode, decorators: readonly Decorator[], at: Column['at']): Column | undefined {
  const column = decorators.find(one => COLUMN.test(one.name))
  if (!column) return undefined
  const has = (option: string): boolean => isTrue(optionOf(column, option))
  return {
    name: text(optionOf(column, 'name')) ?? field,
    field,
    type: typeOf(column, property),
    nullable: has('nullable') || column.name === 'DeleteDateColumn',
    hasDefault: optionOf(column, 'default') !== undefined || /Generated|DateColumn|Version/.test(column.name),
    unique: has('unique'),
    at,
  }
}

/** `@ManyToOne(() => User) @JoinColumn({ name: 'user_id' }) user: User`: a column that only the relation names. */
function keyOf(field: string, decorators: readonly Decorator[], at: Column['at']): Column | undefined {
  const relation = relationOf(decorators)
  if (!relation) return undefined
  const join = decorators.find(one => one.name === 'JoinColumn')
  const nullable = optionOf(relation.decorator, 'nullable')
  return {
    name: (join && text(optionOf(join, 'name'))) ?? `${field}Id`,
    field,
    type: 'integer',
    nullable: !(nullable?.type === 'Literal' && nullable.value === false),
    hasDefault: false,
    unique: relation.decorator.name === 'OneToOne',
    at,
  }
}

/** The side of a relation that holds the key. */
function relationOf(decorators: readonly Decorator[]): { readonly decorator: Decorator; readonly target: string } | undefined {
  const decorator = decorators.find(
    one => one.name === 'ManyToOne' || (one.name === 'OneToOne' && decorators.some(other => other.name === 'JoinColumn')),
  )
  const first = decorator?.args[0]
  const target = text(first) ?? dotted(returned(first)).at(-1)
  return decorator && target ? { decorator, target } : undefined
}

function typeOf(column: Decorator, property: PropertyNode): string {
  if (/DateColumn$/.test(column.name)) return 'timestamp'
  const given = text(column.args[0]) ?? text(optionOf(column, 'type'))
  if (given && given !== 'increment') return given.toLowerCase()
  if (column.name === 'PrimaryGeneratedColumn') return 'integer'
  const written = property.typeAnnotation?.typeAnnotation
  switch (written?.type) {
    case 'TSNumberKeyword':
      return 'integer'
    case 'TSBooleanKeyword':
      return 'boolean'
    case 'TSTypeReference':
      return dotted(written.typeName)[0] === 'Date' ? 'timestamp' : 'varchar'
    default:
      return 'varchar'
  }
}

const decoratorsOf = (nodes: ClassNode['decorators']): Decorator[] =>
  (nodes ?? []).map(({ expression, start }) =>
    expression.type === 'CallExpression'
      ? { name: dotted(expression.callee as Expression).at(-1) ?? '', args: expression.arguments, start }
      : { name: dotted(expression).at(-1) ?? '', args: [], start },
  )

/** An option of whichever argument holds them. */
const optionOf = (decorator: Decorator, name: string): Expression | undefined =>
  decorator.args.map(arg => entry(arg, name)).find(value => value !== undefined)

/** `@Index('by_user', ['userId'])`, `@Index(['userId'])`, `@Unique('email', ['email'])`. */
function listedIn(args: readonly Argument[]): string[] {
  const list = args.find(arg => arg.type === 'ArrayExpression')
  return list?.type === 'ArrayExpression' ? list.elements.flatMap(item => text(item as Expression) ?? []) : []
}

/** What TypeORM makes of the name of a class. */
const snake = (name: string): string => name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()

export type { ClassNode }
