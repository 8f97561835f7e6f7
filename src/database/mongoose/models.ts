import type { NewExpression } from 'oxc-parser'
import type { CodeFile } from '../code.js'
import { plural } from '../plural.js'
import { bare, dotted, entry, text, walkTree, type Argument, type Expression, type SyntaxNode } from '../tree.js'
import { schemaOfClass } from './classes.js'
import { addIndex, calledIn, readSchema, type SchemaDraft } from './schemas.js'

export interface Model {
  readonly name: string
  readonly schema: SchemaDraft
  readonly collection: string
}

type Schemas = Map<string, SchemaDraft>

/** Models of all files; a schema may stand in another file than its model, and is then known by its name. */
export function modelsOf(files: readonly CodeFile[]): Model[] {
  const read = files.map(file => ({ file, own: schemasOf(file) }))
  const everywhere: Schemas = new Map(read.flatMap(({ own }) => [...own]))
  return read.flatMap(({ file, own }) => modelsIn(file, name => own.get(name) ?? everywhere.get(name)))
}

/** `const orderSchema = new Schema({…})`, with the indexes that are declared on it later. */
function schemasOf(file: CodeFile): Schemas {
  const schemas: Schemas = new Map()
  const classes: Schemas = new Map()
  walkTree(file.program, node => {
    if (node.type === 'ClassDeclaration') {
      const made = schemaOfClass(file, node)
      if (made) classes.set(made.name, made.draft)
    }
    if (node.type === 'VariableDeclarator') {
      const { id, init } = node as unknown as { id: Expression; init: Expression | null }
      if (id.type !== 'Identifier' || !init || init.type === 'ObjectExpression') return
      const schema = schemaIn(file, init) ?? ofClass(classes, init)
      if (schema) schemas.set(id.name, schema)
    }
    if (node.type === 'CallExpression') {
      const call = node as unknown as { callee: Expression; arguments: Argument[] }
      const callee = dotted(call.callee)
      if (callee.at(-1) === 'index' && callee.length === 2) addIndex(schemas.get(callee[0]!), call.arguments, file, node.start)
    }
  })
  return schemas
}

/** `new Schema({…})`, and the plain object that `model('Order', {…})` takes as well. */
function schemaIn(file: CodeFile, node: Expression | Argument | undefined): SchemaDraft | undefined {
  const plain = bare(node)
  if (plain?.type === 'ObjectExpression') return readSchema(plain, undefined, file)
  if (plain?.type !== 'NewExpression' && plain?.type !== 'CallExpression') return undefined
  if (dotted((plain as NewExpression).callee as Expression).at(-1) !== 'Schema') return undefined
  const shape = calledIn(file, plain.arguments[0])
  return shape?.type === 'ObjectExpression' ? readSchema(shape, plain.arguments[1], file) : undefined
}

/** `SchemaFactory.createForClass(Order)` */
function ofClass(classes: Schemas, node: Expression): SchemaDraft | undefined {
  const plain = bare(node)
  if (plain?.type !== 'CallExpression' || dotted(plain.callee as Expression).at(-1) !== 'createForClass') return undefined
  const [of] = plain.arguments
  return of?.type === 'Identifier' ? classes.get(of.name) : undefined
}

function modelsIn(file: CodeFile, known: (name: string) => SchemaDraft | undefined): Model[] {
  const models: Model[] = []
  const add = (name: string | undefined, schema: SchemaDraft | undefined, collection: Argument | undefined): void => {
    if (name === undefined || !schema) return
    const told = text(calledIn(file, collection)) ?? text(calledIn(schema.file, entry(schema.options, 'collection')))
    models.push({ name, schema, collection: told ?? plural(name.toLowerCase()) })
  }
  const schemaFor = (node: Expression | Argument | undefined): SchemaDraft | undefined => {
    const plain = bare(node)
    return plain?.type === 'Identifier' ? known(plain.name) : schemaIn(file, plain)
  }
  const hasFeatures = /forFeature\s*\(/.test(file.text)
  walkTree(file.program, node => {
    if (node.type === 'CallExpression') {
      const call = node as unknown as { callee: Expression; arguments: Argument[] }
      if (dotted(call.callee).at(-1) === 'model') add(nameIn(file, call.arguments[0]), schemaFor(call.arguments[1]), call.arguments[2])
    }
    // `MongooseModule.forFeature([{ name: Order.name, schema: OrderSchema }])`
    if (hasFeatures && node.type === 'ObjectExpression') {
      const one = node as SyntaxNode as unknown as Expression
      add(nameIn(file, entry(one, 'name')), schemaFor(entry(one, 'schema')), entry(one, 'collection'))
    }
  })
  return models
}

/** `'Order'`, a constant of the same file, or the name of a class. */
function nameIn(file: CodeFile, node: Expression | Argument | undefined): string | undefined {
  const parts = dotted(node)
  return parts.length === 2 && parts[1] === 'name' ? parts[0] : text(calledIn(file, node))
}
