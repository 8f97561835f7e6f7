import type { Source } from '#source/source'
import type { Table } from '../catalogue.js'
import { codeWith, depends } from '../code.js'
import { ownerOf } from '../owner.js'
import { walkTree } from '../tree.js'
import { type ClassNode, type Entity, readEntity } from './entities.js'

/** Tables that the app declares with the entities of TypeORM. https://typeorm.io/docs/entity/entities */
export function readTypeorm(source: Source): Table[] {
  if (!depends(source, 'typeorm')) return []
  const entities = new Map<string, Entity>()
  for (const file of codeWith(source, /@(?:Entity|Column|PrimaryGeneratedColumn|PrimaryColumn|CreateDateColumn)\s*\(/)) {
    if (!/\btypeorm\b/.test(file.text)) continue
    walkTree(file.program, node => {
      if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return
      const entity = readEntity(node as ClassNode, file)
      if (entity?.name) entities.set(entity.name, entity)
    })
  }
  const isMysql =
    source.packages.some(item => 'mysql2' in item.dependencies || 'mysql' in item.dependencies) &&
    !source.packages.some(item => 'pg' in item.dependencies)
  return [...entities.values()].flatMap(entity => (entity.table === undefined ? [] : [tableOf(entity, entity.table, entities, isMysql)]))
}

function tableOf(entity: Entity, name: string, entities: ReadonlyMap<string, Entity>, isMysql: boolean): Table {
  const line = lineage(entity, entities)
  const columns = line.flatMap(one => one.columns)
  const primaryKey = line.flatMap(one => one.primaryKey)
  const foreignKeys = line.flatMap(one => one.foreignKeys).map(key => ({ ...key, table: entities.get(key.table)?.table ?? key.table }))
  return {
    name,
    aliases: entity.name === name ? [] : [entity.name],
    kind: 'typeorm',
    at: entity.file.placeAt(entity.start),
    columns,
    primaryKey,
    indexes: [
      ...line.flatMap(one => one.indexes),
      // InnoDB makes the index of a foreign key by itself.
      ...(isMysql ? foreignKeys.map(key => ({ columns: key.columns, unique: false, partial: false, at: key.at })) : []),
    ],
    foreignKeys,
    rowRules: undefined,
    policies: [],
    owner: ownerOf({ name, columns, primaryKey, foreignKeys }),
  }
}

/** A class and those that it stands on, the furthest first. */
function lineage(entity: Entity, entities: ReadonlyMap<string, Entity>): Entity[] {
  const line: Entity[] = []
  for (let one: Entity | undefined = entity; one && !line.includes(one); one = one.above ? entities.get(one.above) : undefined)
    line.unshift(one)
  return line
}
