import type { Source } from '#source/source'
import type { Table } from '../catalogue.js'
import { codeWith, depends, type CodeFile } from '../code.js'
import { ownerOf } from '../owner.js'
import { bare, dotted, text, walkTree, type Argument, type Expression } from '../tree.js'
import { readBuilder, type TableDraft } from './builder.js'

const MAKES = new Set(['createTable', 'createTableIfNotExists', 'createTableLike'])
const CHANGES = new Set(['alterTable', 'table'])

/** Tables that the app declares with Knex's schema builder, in migrations or at its start. https://knexjs.org/guide/schema-builder.html */
export function readKnex(source: Source): Table[] {
  if (!depends(source, 'knex')) return []
  const drafts = new Map<string, TableDraft>()
  // Migrations run in the order of their names; what takes tables away again stands in the same files.
  for (const file of codeWith(source, /\.(?:createTable|createTableIfNotExists|alterTable|table)\s*\(/)) {
    walkTree(file.program, node => {
      if (node.type !== 'CallExpression') return
      const { callee, arguments: args } = node as unknown as { callee: Expression; arguments: Argument[] }
      const method = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : ''
      const [first, second] = args.map(argument => bare(argument))
      const name = text(first)
      if (!name || !second || !isOfSchema(callee)) return
      if (MAKES.has(method)) drafts.set(name, drafts.get(name) ?? draftOf(name, file, node.start))
      else if (!CHANGES.has(method)) return
      const draft = drafts.get(name)
      if (draft) readBuilder(second, draft, file)
    })
  }
  const isMysql =
    source.packages.some(item => 'mysql2' in item.dependencies || 'mysql' in item.dependencies) &&
    !source.packages.some(item => 'pg' in item.dependencies)
  return [...drafts.values()].map(draft => tableOf(draft, isMysql))
}

const draftOf = (name: string, file: CodeFile, start: number): TableDraft => ({
  name,
  at: file.placeAt(start),
  columns: [],
  indexes: [],
  foreignKeys: [],
  primaryKey: [],
})

/** `knex.schema.createTable(…)`, and what is chained to it. */
function isOfSchema(callee: Expression): boolean {
  if (callee.type !== 'MemberExpression') return false
  const object = bare(callee.object as Expression)
  if (object?.type === 'CallExpression') return isOfSchema(object.callee as Expression)
  return dotted(object).at(-1) === 'schema' || (object?.type === 'MemberExpression' && isOfSchema(object))
}

function tableOf(draft: TableDraft, isMysql: boolean): Table {
  const { name, columns, primaryKey, foreignKeys } = draft
  return {
    name,
    aliases: [],
    kind: 'knex',
    at: draft.at,
    columns,
    primaryKey,
    indexes: [
      ...draft.indexes,
      // InnoDB makes the index of a foreign key by itself.
      ...(isMysql ? foreignKeys.map(key => ({ columns: key.columns, unique: false, partial: false, at: key.at })) : []),
    ],
    foreignKeys,
    rowRules: undefined,
    policies: [],
    owner: ownerOf({ name, columns, primaryKey, foreignKeys }),
  }
}
