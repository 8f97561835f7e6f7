import type { Source } from '#source/source'
import type { Table } from '../catalogue.js'
import { codeWith, depends, type CodeFile } from '../code.js'
import { ownerOf } from '../owner.js'
import { bare, dotted, entry, text, walkTree, type Argument, type Expression } from '../tree.js'
import { columnNamed, readModel, type ModelDraft } from './models.js'
import { classAround, heldBy, namedIn, optionOf } from './named.js'

interface Association {
  readonly file: CodeFile
  readonly start: number
  /** The model that holds the key, and the one it points to. */
  readonly holder: string
  readonly target: string
  readonly options: Argument | undefined
}

/** Tables that the app declares with Sequelize models. */
export function readSequelize(source: Source): Table[] {
  if (!depends(source, 'sequelize') && !depends(source, 'sequelize-typescript')) return []
  const models = new Map<string, ModelDraft>()
  const associations: Association[] = []
  const files = codeWith(source, /\bsequelize\b|\bDataTypes\b/i)
  const named = namedIn(files)
  const addIndexes: { table: string; columns: string[]; file: CodeFile; start: number }[] = []
  for (const file of files) {
    walkTree(file.program, (node, parents) => {
      if (node.type !== 'CallExpression') return
      const call = node as unknown as { callee: Expression; arguments: Argument[] }
      const callee = dotted(call.callee)
      const method = callee.at(-1)
      const [first, second, third] = call.arguments.map(argument => bare(argument))
      const owner = callee.at(-2) ?? ''
      if (method === 'define' && second?.type === 'ObjectExpression') {
        const name = text(first)
        if (name) models.set(name, readModel(name, second, third, file, node.start, named))
      } else if (method === 'init' && second) {
        const [attributes, options] = [heldBy(first, file, named), heldBy(second, file, named)]
        if (!attributes || !optionOf(options, 'sequelize')) return
        const name = text(optionOf(options, 'modelName')) ?? (owner === 'this' || owner === 'super' ? '' : owner)
        const start = attributes.object === first ? node.start : attributes.object.start
        if (name) models.set(name, readModel(name, attributes.object, options?.object, attributes.file, start, named))
      } else if ((method === 'belongsTo' || method === 'hasMany' || method === 'hasOne') && first) {
        const other = dotted(first).at(-1)
        if (!other) return
        const own = owner === 'this' ? (classAround(parents) ?? owner) : owner
        const [holder, target] = method === 'belongsTo' ? [own, other] : [other, own]
        associations.push({ file, start: node.start, holder, target, options: second })
      } else if (method === 'addIndex') {
        const table = text(first)
        const listed = second?.type === 'ArrayExpression' ? second : entry(second, 'fields')
        if (table && listed?.type === 'ArrayExpression')
          addIndexes.push({ table, columns: listed.elements.flatMap(name => text(name as Expression) ?? []), file, start: node.start })
      }
    })
  }
  for (const association of associations) associate(association, models)
  for (const { table, columns, file, start } of addIndexes)
    for (const model of models.values())
      if (model.table === table) model.indexes.push({ columns, unique: false, partial: false, at: file.placeAt(start) })
  const mysql =
    source.packages.some(item => 'mysql2' in item.dependencies || 'mysql' in item.dependencies) &&
    !source.packages.some(item => 'pg' in item.dependencies)
  return [...models.values()].map(draft => tableOf(draft, mysql))
}

function associate({ file, start, holder, target, options }: Association, models: ReadonlyMap<string, ModelDraft>): void {
  const model = models.get(holder)
  const other = models.get(target)
  if (!model || !other) return
  const given = entry(options, 'foreignKey')
  const field = text(given) ?? text(entry(given, 'name')) ?? `${text(entry(options, 'as')) ?? target}Id`
  const name = columnNamed(model, field)
  const known = model.columns.find(column => column.name === name)
  const at = known?.at ?? file.placeAt(start)
  if (!known) model.columns.push({ name, field, type: 'integer', nullable: true, hasDefault: false, unique: false, at })
  if (!model.foreignKeys.some(key => key.columns[0] === name))
    model.foreignKeys.push({ columns: [name], table: other.table, references: other.primaryKey, at })
}

function tableOf(draft: ModelDraft, mysql: boolean): Table {
  const { columns, primaryKey, foreignKeys } = draft
  // InnoDB makes the index of a foreign key by itself.
  const indexes = mysql
    ? [...draft.indexes, ...foreignKeys.map(key => ({ columns: key.columns, unique: false, partial: false, at: key.at }))]
    : draft.indexes
  return {
    name: draft.table,
    aliases: draft.model === draft.table ? [] : [draft.model],
    kind: 'sequelize',
    at: draft.file.placeAt(draft.start),
    columns,
    primaryKey,
    indexes,
    foreignKeys,
    rowRules: undefined,
    policies: [],
    owner: ownerOf({ name: draft.table, columns, primaryKey, foreignKeys }),
  }
}
