import type { NewExpression, ObjectExpression } from 'oxc-parser'
import type { Source } from '#source/source'
import type { Column, ForeignKey, Index, Table } from '../catalogue.js'
import { codeWith, depends, type CodeFile } from '../code.js'
import { ownerOf } from '../owner.js'
import { plural } from '../plural.js'
import { bare, dotted, entriesOf, entry, isTrue, text, walkTree, type Argument, type Expression } from '../tree.js'

/** `new Schema({…})`, with the indexes that are declared on it later. */
interface SchemaDraft {
  readonly file: CodeFile
  readonly start: number
  readonly columns: Column[]
  readonly indexes: Index[]
  /** Path → name of the model it refers to. */
  readonly refs: Map<string, string>
  readonly options: Argument | undefined
}

interface Model {
  readonly name: string
  readonly schema: SchemaDraft
  readonly collection: string
}

/** Collections that the app declares with Mongoose. */
export function readMongoose(source: Source): Table[] {
  if (!depends(source, 'mongoose')) return []
  const models = codeWith(source, /\bmongoose\b/).flatMap(modelsOf)
  const collections = new Map(models.map(model => [model.name, model.collection]))
  const seen = new Set<string>()
  return models.flatMap(model => {
    if (seen.has(model.collection)) return []
    seen.add(model.collection)
    return [tableOf(model, collections)]
  })
}

function tableOf({ name, schema, collection }: Model, collections: ReadonlyMap<string, string>): Table {
  const foreignKeys: ForeignKey[] = [...schema.refs].map(([column, ref]) => ({
    columns: [column],
    table: collections.get(ref) ?? plural(ref.toLowerCase()),
    references: ['_id'],
    at: schema.columns.find(item => item.name === column)!.at,
  }))
  const stamps = entry(schema.options, 'timestamps')
  const at = schema.file.placeAt(schema.start)
  const made: Column[] =
    stamps && !(stamps.type === 'Literal' && stamps.value === false)
      ? ['createdAt', 'updatedAt'].map(stamp => ({
          name: stamp,
          field: stamp,
          type: 'date',
          nullable: false,
          hasDefault: true,
          unique: false,
          at,
        }))
      : []
  const columns = [...schema.columns, ...made.filter(stamp => !schema.columns.some(column => column.name === stamp.name))]
  return {
    name: collection,
    aliases: [...new Set([name])].filter(alias => alias !== collection),
    kind: 'mongoose',
    at,
    columns,
    primaryKey: ['_id'],
    indexes: schema.indexes,
    foreignKeys,
    rowRules: undefined,
    policies: [],
    owner: ownerOf({ name: collection, columns, primaryKey: ['_id'], foreignKeys }),
  }
}

function modelsOf(file: CodeFile): Model[] {
  const schemas = new Map<string, SchemaDraft>()
  const models: Model[] = []
  const schemaIn = (node: Expression | Argument | undefined): SchemaDraft | undefined => {
    const plain = bare(node)
    if (plain?.type === 'Identifier') return schemas.get(plain.name)
    if (plain?.type === 'ObjectExpression') return readSchema(plain, undefined, file)
    if (plain?.type !== 'NewExpression' && plain?.type !== 'CallExpression') return undefined
    if (dotted((plain as NewExpression).callee as Expression).at(-1) !== 'Schema') return undefined
    const shape = bare(plain.arguments[0])
    return shape?.type === 'ObjectExpression' ? readSchema(shape, plain.arguments[1], file) : undefined
  }
  walkTree(file.program, node => {
    if (node.type === 'VariableDeclarator') {
      const { id, init } = node as unknown as { id: Expression; init: Expression | null }
      const schema = id.type === 'Identifier' ? schemaIn(init?.type === 'ObjectExpression' ? undefined : (init ?? undefined)) : undefined
      if (schema && id.type === 'Identifier') schemas.set(id.name, schema)
      return
    }
    if (node.type !== 'CallExpression') return
    const call = node as unknown as { callee: Expression; arguments: Argument[] }
    const callee = dotted(call.callee)
    const method = callee.at(-1)
    const name = text(call.arguments[0])
    if (method === 'index' && callee.length === 2) addIndex(schemas.get(callee[0]!), call.arguments, file, node.start)
    if (method !== 'model' || name === undefined) return
    const schema = schemaIn(call.arguments[1])
    const collection = text(call.arguments[2]) ?? text(entry(schema?.options, 'collection')) ?? plural(name.toLowerCase())
    if (schema) models.push({ name, schema, collection })
  })
  return models
}

function readSchema(shape: ObjectExpression, options: Argument | undefined, file: CodeFile): SchemaDraft {
  const draft: SchemaDraft = { file, start: shape.start, columns: [], indexes: [], refs: new Map(), options }
  readFields(shape, '', draft)
  return draft
}

function readFields(shape: ObjectExpression, prefix: string, draft: SchemaDraft): void {
  for (const { name, value, start } of entriesOf(shape)) {
    const at = draft.file.placeAt(start)
    const path = prefix + name
    const single = bare(value.type === 'ArrayExpression' ? ((value.elements[0] ?? value) as Expression) : value)
    const type = single.type === 'ObjectExpression' ? entry(single, 'type') : single
    if (single.type === 'ObjectExpression' && (!type || type.type === 'ObjectExpression')) {
      // Indexes inside arrays of objects exist too, but queries name them by path all the same.
      readFields(single, `${path}.`, draft)
      continue
    }
    const option = (key: string) => entry(single, key)
    const ref = refOf(option('ref')) ?? refOf(type?.type === 'ArrayExpression' ? entry(type.elements[0] as Expression, 'ref') : undefined)
    const unique = isTrue(option('unique'))
    const values = valuesOf(option('enum'), draft.file)
    draft.columns.push({
      name: path,
      field: path,
      type: `${(dotted(type).at(-1) ?? '').toLowerCase()}${value.type === 'ArrayExpression' || type?.type === 'ArrayExpression' ? '[]' : ''}`,
      nullable: !isTrue(option('required')) && option('required')?.type !== 'ArrayExpression',
      hasDefault: option('default') !== undefined,
      unique,
      ...(values.length > 0 && { values }),
      at,
    })
    if (ref) draft.refs.set(path, ref)
    if (unique || isTrue(option('index')) || option('index')?.type === 'ObjectExpression' || isTrue(option('sparse')))
      draft.indexes.push({ columns: [path], unique, partial: false, at })
  }
}

/** `enum: ['open', 'paid']`, `enum: { values: ['open', 'paid'] }`, `enum: STATES`; none where one of them is not written out. */
function valuesOf(node: Expression | undefined, file: CodeFile): readonly string[] {
  const given = bare(node?.type === 'ObjectExpression' ? entry(node, 'values') : node)
  const list = given?.type === 'Identifier' ? listCalled(given.name, file) : given
  const values = list?.type === 'ArrayExpression' ? list.elements.map(one => text(one ?? undefined)) : []
  return values.every(one => one !== undefined) ? values : []
}

/** A list that the same file gives a name. */
function listCalled(name: string, file: CodeFile): Expression | undefined {
  let found: Expression | undefined
  walkTree(file.program, node => {
    if (node.type !== 'VariableDeclarator') return
    const { id, init } = node as unknown as { id: Expression; init: Expression | null }
    if (id.type === 'Identifier' && id.name === name && init) found ??= bare(init)
  })
  return found
}

const refOf = (node: Expression | undefined): string | undefined => text(node) ?? dotted(node).at(-1)

function addIndex(schema: SchemaDraft | undefined, args: readonly Argument[], file: CodeFile, start: number): void {
  const keys = bare(args[0])
  if (!schema || keys?.type !== 'ObjectExpression') return
  schema.indexes.push({
    columns: entriesOf(keys).map(item => item.name),
    unique: isTrue(entry(args[1], 'unique')),
    partial: entry(args[1], 'partialFilterExpression') !== undefined,
    at: file.placeAt(start),
  })
}
