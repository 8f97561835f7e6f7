import type { ObjectExpression } from 'oxc-parser'
import type { Column, Index } from '../catalogue.js'
import type { CodeFile } from '../code.js'
import { bare, dotted, entriesOf, entry, isTrue, text, walkTree, type Argument, type Expression } from '../tree.js'

/** `new Schema({…})`, with the indexes that are declared on it later. */
export interface SchemaDraft {
  readonly file: CodeFile
  readonly start: number
  readonly columns: Column[]
  readonly indexes: Index[]
  /** Path → name of the model it refers to. */
  readonly refs: Map<string, string>
  readonly options: Argument | undefined
}

export function readSchema(shape: ObjectExpression, options: Argument | undefined, file: CodeFile): SchemaDraft {
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
  const list = calledIn(file, given)
  const values = list?.type === 'ArrayExpression' ? list.elements.map(one => text(one ?? undefined)) : []
  return values.every(one => one !== undefined) ? values : []
}

/** What the same file gives a name: `const ORDER = 'Order'`, `const fields = { … }`. */
export function calledIn(file: CodeFile, node: Expression | Argument | undefined): Expression | undefined {
  const plain = bare(node)
  if (plain?.type !== 'Identifier') return plain?.type === 'SpreadElement' ? undefined : plain
  let found: Expression | undefined
  walkTree(file.program, one => {
    if (one.type !== 'VariableDeclarator') return
    const { id, init } = one as unknown as { id: Expression; init: Expression | null }
    if (id.type === 'Identifier' && id.name === plain.name && init) found ??= bare(init)
  })
  return found
}

const refOf = (node: Expression | undefined): string | undefined => text(node) ?? dotted(node).at(-1)

export function addIndex(schema: SchemaDraft | undefined, args: readonly Argument[], file: CodeFile, start: number): void {
  const keys = bare(args[0])
  if (!schema || keys?.type !== 'ObjectExpression') return
  schema.indexes.push({
    columns: entriesOf(keys).map(item => item.name),
    unique: isTrue(entry(args[1], 'unique')),
    partial: entry(args[1], 'partialFilterExpression') !== undefined,
    at: file.placeAt(start),
  })
}
