import type { ObjectExpression } from 'oxc-parser'
import type { Column, ForeignKey, Index } from '../catalogue.js'
import type { CodeFile } from '../code.js'
import { plural } from '../plural.js'
import { bare, dotted, entriesOf, entry, isTrue, text, type Argument, type Expression } from '../tree.js'
import { type Named, wordOf } from './named.js'

/** A Sequelize model while associations are added to it. */
export interface ModelDraft {
  readonly model: string
  readonly table: string
  readonly file: CodeFile
  readonly start: number
  readonly columns: Column[]
  readonly indexes: Index[]
  readonly foreignKeys: ForeignKey[]
  primaryKey: string[]
  readonly snakeCase: boolean
}

export function readModel(
  model: string,
  attributes: ObjectExpression,
  options: Argument | undefined,
  file: CodeFile,
  start: number,
  named: Named,
): ModelDraft {
  const snakeCase = isTrue(entry(options, 'underscored'))
  const table = wordOf(entry(options, 'tableName'), named) ?? (isTrue(entry(options, 'freezeTableName')) ? model : plural(model))
  const draft: ModelDraft = { model, table, file, start, columns: [], indexes: [], foreignKeys: [], primaryKey: [], snakeCase }
  for (const { name: field, value, start: from } of entriesOf(attributes)) readAttribute(draft, field, value, from, named)
  const indexes = entry(options, 'indexes')
  if (indexes?.type === 'ArrayExpression')
    for (const element of indexes.elements) {
      const item = bare((element ?? undefined) as Expression | undefined)
      const fields = entry(item, 'fields')
      if (!item || fields?.type !== 'ArrayExpression') continue
      const columns = fields.elements.flatMap(name => text(name as Expression) ?? text(entry(name as Expression, 'name')) ?? [])
      draft.indexes.push({
        columns: columns.map(name => columnNamed(draft, name)),
        unique: isTrue(entry(item, 'unique')),
        partial: entry(item, 'where') !== undefined,
        at: file.placeAt(item.start),
      })
    }
  if (draft.primaryKey.length === 0) draft.primaryKey = ['id']
  return draft
}

function readAttribute(draft: ModelDraft, field: string, value: Expression, start: number, named: Named): void {
  const at = draft.file.placeAt(start)
  const name = text(entry(value, 'field')) ?? (draft.snakeCase ? toSnakeCase(field) : field)
  const type = value.type === 'ObjectExpression' ? entry(value, 'type') : value
  const typeName = dotted(type?.type === 'CallExpression' ? (type.callee as Expression) : type).at(-1) ?? ''
  const unique = entry(value, 'unique')
  const isUnique = unique !== undefined && !(unique.type === 'Literal' && unique.value === false)
  const allowNull = entry(value, 'allowNull')
  if (isTrue(entry(value, 'primaryKey'))) draft.primaryKey.push(name)
  if (isUnique) draft.indexes.push({ columns: [name], unique: true, partial: false, at })
  draft.columns.push({
    name,
    field,
    type: typeName.toLowerCase(),
    nullable: !(allowNull?.type === 'Literal' && allowNull.value === false),
    hasDefault: entry(value, 'defaultValue') !== undefined || isTrue(entry(value, 'autoIncrement')),
    unique: isUnique,
    at,
  })
  const target = entry(entry(value, 'references'), 'model')
  const table = wordOf(target, named) ?? wordOf(entry(target, 'tableName'), named) ?? dotted(target).at(-1)
  if (table) draft.foreignKeys.push({ columns: [name], table, references: [text(entry(entry(value, 'references'), 'key')) ?? 'id'], at })
}

export const columnNamed = (draft: ModelDraft, field: string): string =>
  draft.columns.find(column => column.field === field)?.name ?? (draft.snakeCase ? toSnakeCase(field) : field)

const toSnakeCase = (name: string) => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()
