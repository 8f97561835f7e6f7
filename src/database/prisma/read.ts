import type { Place } from '#base/place'
import type { Source, SourceFile } from '#source/source'
import type { Column, ForeignKey, Index, Table } from '../catalogue.js'
import { ownerOf } from '../owner.js'
import { attribute, blocksOf, listed, quotedText, type PrismaBlock } from './blocks.js'

/** Tables of every Prisma schema of the app; a schema may be spread over the files of a folder. */
export function readPrisma(source: Source): Table[] {
  const tables: Table[] = []
  const folders = new Map<string, SourceFile[]>()
  for (const file of source.files.filter(item => item.kind === 'prisma')) {
    // `prisma/schema.prisma` with `prisma/models/*.prisma` is one schema.
    const folder = /^(.*?(?:^|\/)(?:prisma|schema))(?:\/|$)/.exec(file.path)?.[1] ?? file.path
    folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  for (const files of folders.values()) tables.push(...readSchema(files))
  return tables
}

function readSchema(files: readonly SourceFile[]): Table[] {
  const blocks = files.flatMap(file => blocksOf(file.text()).map(block => ({ block, file: file.path })))
  const models = new Map(blocks.filter(({ block }) => block.keyword === 'model').map(({ block }) => [block.name, block]))
  const datasource =
    blocks
      .find(({ block }) => block.keyword === 'datasource')
      ?.block.entries.map(entry => entry.text)
      .join('\n') ?? ''
  // InnoDB makes the index of a foreign key by itself, where Prisma lets the database keep foreign keys.
  const indexesKeys = /provider\s*=\s*"mysql"/.test(datasource) && !/relationMode\s*=\s*"prisma"/.test(datasource)
  return blocks.filter(({ block }) => block.keyword === 'model').map(({ block, file }) => readModel(block, file, models, indexesKeys))
}

const tableNameOf = (block: PrismaBlock): string => {
  const mapped = block.entries.map(entry => quotedText(attribute(entry.text, '@@map'))).find(name => name !== undefined) ?? block.name
  const schema = block.entries.map(entry => quotedText(attribute(entry.text, '@@schema'))).find(name => name !== undefined)
  return schema && schema !== 'public' ? `${schema}.${mapped}` : mapped
}

const columnNameOf = (field: string, text: string): string => quotedText(attribute(text, '@map')) ?? field

const FIELD = /^(\w+)\s+([\w.]+)(?:\("[^"]*"\))?(\[\])?(\?)?/

function readModel(block: PrismaBlock, file: string, models: ReadonlyMap<string, PrismaBlock>, indexesKeys: boolean): Table {
  const columns: Column[] = []
  const indexes: Index[] = []
  const foreignKeys: ForeignKey[] = []
  let primaryKey: string[] = []
  const fields = new Map(
    block.entries.flatMap(entry => {
      const field = entry.text.startsWith('@@') ? undefined : FIELD.exec(entry.text)
      return field?.[1] ? [[field[1], columnNameOf(field[1], entry.text)] as const] : []
    }),
  )
  const named = (names: readonly string[]) => names.map(name => fields.get(name) ?? name)
  for (const { text, line } of block.entries) {
    const at: Place = { file, line }
    if (text.startsWith('@@')) {
      const id = attribute(text, '@@id')
      const unique = attribute(text, '@@unique')
      const index = attribute(text, '@@index')
      if (id !== undefined) primaryKey = named(listed(id, 'fields'))
      else if (unique !== undefined || index !== undefined)
        indexes.push({ columns: named(listed(unique ?? index, 'fields')), unique: unique !== undefined, partial: false, at })
      continue
    }
    const [, name, type = '', list, optional] = FIELD.exec(text) ?? []
    if (!name) continue
    if (models.has(type)) {
      const relation = attribute(text, '@relation')
      const keys = named(listed(relation, 'fields'))
      if (keys.length === 0) continue
      const target = models.get(type)!
      foreignKeys.push({
        columns: keys,
        table: tableNameOf(target),
        references: namedIn(target, listed(relation, 'references')),
        at,
        ...(refusesDeletion(relation ?? '', optional !== undefined) && { refuses: true as const }),
      })
      if (indexesKeys) indexes.push({ columns: keys, unique: false, partial: false, at })
      continue
    }
    const unique = attribute(text, '@unique') !== undefined
    const isId = attribute(text, '@id') !== undefined
    const column = columnNameOf(name, text)
    if (isId) primaryKey = [column]
    if (unique) indexes.push({ columns: [column], unique: true, partial: false, at })
    columns.push({
      name: column,
      field: name,
      type: (list ? `${type}[]` : type).toLowerCase(),
      nullable: optional !== undefined,
      hasDefault: attribute(text, '@default') !== undefined || attribute(text, '@updatedAt') !== undefined,
      unique,
      at,
    })
  }
  const name = tableNameOf(block)
  return {
    name,
    aliases: [...new Set([block.name, block.name.charAt(0).toLowerCase() + block.name.slice(1)])].filter(alias => alias !== name),
    kind: 'prisma',
    at: { file, line: block.line },
    columns,
    primaryKey,
    indexes,
    foreignKeys,
    rowRules: undefined,
    policies: [],
    // `User` and `users` alike.
    owner: ownerOf({
      name: block.name,
      columns,
      primaryKey,
      foreignKeys: foreignKeys.map(key => ({ ...key, table: modelNamed(models, key.table) })),
    }),
  }
}

/**
 * Source: https://www.prisma.io/docs/orm/prisma-schema/data-model/relations/referential-actions: `Restrict` where a relation is
 * required and says nothing, `SetNull` where it is optional. What `NoAction` does depends on the database.
 */
function refusesDeletion(relation: string, optional: boolean): boolean {
  const action = /\bonDelete:\s*(\w+)/.exec(relation)?.[1]
  return action === undefined ? !optional : action === 'Restrict'
}

function namedIn(block: PrismaBlock, names: readonly string[]): string[] {
  return names.map(name => columnNameOf(name, block.entries.find(entry => FIELD.exec(entry.text)?.[1] === name)?.text ?? ''))
}

const modelNamed = (models: ReadonlyMap<string, PrismaBlock>, table: string): string =>
  [...models.values()].find(block => tableNameOf(block) === table)?.name ?? table
