import type { Actor } from '#base/evidence'
import type { Ground } from './ground.js'
import type { LinkedTable } from './links.js'
import type { PlantedTable } from './planted.js'
import { nameOf, quoted } from './shape.js'
import { belongsTo } from './whose.js'

/** What there is now, and whose. */
export async function tablesOf(ground: Ground, failed: ReadonlyMap<string, string>): Promise<PlantedTable[]> {
  const tables: PlantedTable[] = []
  for (const table of ground.linked.values()) {
    const { shape } = table
    const { rows } = await ground.database.query<{ n: number }>(`select count(*)::int as n from ${shape.sql}`)
    const count = rows[0]?.n ?? 0
    const why = failed.get(nameOf(shape)) ?? (count === 0 ? 'Every row tried was left out by a condition of the table.' : undefined)
    tables.push({
      schema: shape.schema,
      name: shape.name,
      count,
      owned: await ownedOf(ground, table),
      ...(count === 0 && why !== undefined ? { failed: why } : {}),
    })
  }
  return tables
}

async function ownedOf(ground: Ground, table: LinkedTable): Promise<PlantedTable['owned']> {
  const { shape } = table
  const owned: Partial<Record<Actor, readonly Readonly<Record<string, unknown>>[]>> = {}
  if (shape.primaryKey.length === 0) return owned
  const keys = shape.primaryKey.map(quoted).join(', ')
  const whose = ground.people.flatMap(person => {
    const condition = belongsTo(ground.linked, table, person.id)
    return condition === undefined ? [] : [{ person, condition }]
  })
  if (whose.length === 0) return owned
  const sql = whose.map(
    ({ person, condition }) =>
      `(select '${person.actor}' as actor, ${keys} from ${shape.sql} where ${condition} order by ${keys} limit 20)`,
  )
  const { rows } = await ground.database.query<{ actor: Actor }>(sql.join(' union all '))
  for (const { person } of whose) {
    const own = rows
      .filter(row => row.actor === person.actor)
      .map(row => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'actor')))
    if (own.length > 0) owned[person.actor] = own
  }
  return owned
}
