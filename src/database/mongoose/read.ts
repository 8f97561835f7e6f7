import type { Source } from '#source/source'
import type { Column, ForeignKey, Table } from '../catalogue.js'
import { codeWith, depends } from '../code.js'
import { ownerOf } from '../owner.js'
import { plural } from '../plural.js'
import { entry } from '../tree.js'
import { type Model, modelsOf } from './models.js'

/** Collections that the app declares with Mongoose. */
export function readMongoose(source: Source): Table[] {
  if (!depends(source, 'mongoose')) return []
  const models = modelsOf(codeWith(source, /\bmongoose\b|MongooseModule/))
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
