import type { Session } from '#database/engine/database'
import { POWER } from '#database/rows/ranks'
import type { Planted } from '#database/rows/planted'
import { GRANTS, PEOPLE, ROLE } from './deciding.js'
import type { Relation, RelationColumn } from './relation.js'
import { nameOf } from './targets.js'
import { isRow, literal, quoted } from './text.js'

const LOW =
  /(?:^|_)(?:users?|clients?|clientes?|customers?|buyers?|members?|guests?|viewers?|basic|free|students?|usuarios?|compradores?|membros?|consumers?|subscribers?|readers?)(?:$|_)/i
const TENANT = /compan|organi[sz]ation|(?:^|_)orgs?(?:_|$)|tenant|teams?$|workspace|household|agenc|famil|clinic|school|empresas?|business/i
const BELONGS = /profile|member|user|employee|staff|people|person|account/i

/**
 * Makes A and B what a matrix is about: two customers with the least rights, who share nothing. Planted rows know of
 * neither roles of the app's own naming nor tenants; an admin B would read everything, and rightly so.
 */
export async function setApart(session: Session, tables: readonly Relation[], planted: Planted): Promise<void> {
  await session.run("set local session_replication_role = 'replica'")
  for (const table of tables) for (const actor of ['a', 'b'] as const) await lower(session, table, planted, actor)
  for (const tenants of tables.filter(table => TENANT.test(table.name) && table.primaryKey.length === 1))
    await separate(session, tenants, tables, planted)
  await session.run("set local session_replication_role = 'origin'")
}

const keysOf = (planted: Planted, table: Relation, actor: 'a' | 'b') =>
  (planted.tables.find(each => each.schema === table.schema && each.name === table.name)?.owned[actor] ?? []).slice(0, 200)

async function lower(session: Session, table: Relation, planted: Planted, actor: 'a' | 'b'): Promise<void> {
  if (!PEOPLE.test(table.name) && !GRANTS.test(table.name) && !BELONGS.test(table.name)) return
  const keys = keysOf(planted, table, actor)
  if (keys.length === 0) return
  for (const column of table.columns.filter(each => ROLE.test(each.name) && !each.fixed)) {
    if (column.type === 'boolean') {
      await quietly(session, `update ${nameOf(table)} set ${quoted(column.name)} = false where ${isRow(keys)}`)
      continue
    }
    const low = lowest(column, table)
    // One row of the lowest rank; more of the kind would break a unique pair of person and role.
    const [first, ...others] = keys
    if (GRANTS.test(table.name) && others.length > 0 && low !== undefined)
      await quietly(session, `delete from ${nameOf(table)} where ${isRow(others)} and not (${isRow([first!])})`)
    if (low !== undefined)
      await quietly(
        session,
        `update ${nameOf(table)} set ${quoted(column.name)} = ${literal(low)} where ${isRow(GRANTS.test(table.name) ? [first!] : keys)}`,
      )
  }
}

function lowest(column: RelationColumn, table: Relation): string | undefined {
  const listed =
    column.labels.length > 0
      ? column.labels
      : table.checks
          .filter(text => new RegExp(`\\b${column.name}\\b`).test(text))
          .flatMap(text => [...text.matchAll(/'([^']+)'::/g)].map(match => match[1]!))
  return (
    listed.find(label => LOW.test(label) && !POWER.test(label)) ??
    listed.findLast(label => !POWER.test(label)) ??
    (listed.length > 0 ? listed.at(-1) : undefined)
  )
}

/** Everything of A's goes to one tenant, everything of B's to another. */
async function separate(session: Session, tenants: Relation, tables: readonly Relation[], planted: Planted): Promise<void> {
  const [id] = tenants.primaryKey
  const links = tables.flatMap(table =>
    table.foreignKeys
      .filter(key => key.schema === tenants.schema && key.table === tenants.name && key.columns.length === 1)
      .map(key => ({ table, column: key.columns[0]! })),
  )
  if (!links.some(({ table }) => BELONGS.test(table.name))) return
  const { rows } = await session.query<{ id: unknown }>(`select ${quoted(id!)} as id from ${nameOf(tenants)} order by 1 limit 20`)
  const owned = (actor: 'a' | 'b') => keysOf(planted, tenants, actor).map(key => key[id!])
  const ofA = owned('a')[0] ?? rows[0]?.id
  const ofB = owned('b').find(each => each !== ofA) ?? rows.find(row => row.id !== ofA && !owned('a').includes(row.id))?.id
  if (ofA === undefined || ofB === undefined) return
  for (const [actor, tenant] of [
    ['a', ofA],
    ['b', ofB],
  ] as const)
    for (const { table, column } of links) {
      const keys = keysOf(planted, table, actor)
      if (keys.length > 0 && !table.primaryKey.includes(column))
        await quietly(session, `update ${nameOf(table)} set ${quoted(column)} = ${literal(tenant)} where ${isRow(keys)}`)
    }
}

/** What a rule of the schema forbids stays as it was. */
async function quietly(session: Session, sql: string): Promise<void> {
  await session.run('savepoint apart')
  await session.run(sql).catch(() => session.run('rollback to apart'))
}
