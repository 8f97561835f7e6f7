import type { Session } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import type { Asker } from './actors.js'
import type { AccessCell, AccessObject } from './matrix.js'
import { readRelations } from './relation.js'
import { tryTables, type Aimed } from './tables.js'
import { readTargets } from './targets.js'
import { literal } from './text.js'
import { isPrivateFiles } from './words.js'

interface BucketRow {
  readonly id: string
  readonly public: boolean
}

/** Every bucket as a table of its own: the files that each person would have in it, by the ways in which apps lay them out. */
export async function tryBuckets(
  session: Session,
  askers: readonly Asker[],
  planted: Planted,
  texts: readonly string[],
): Promise<AccessObject[]> {
  const buckets = await readBuckets(session)
  const [objects] = buckets.length > 0 ? (await readRelations(session, ['storage'])).filter(relation => relation.name === 'objects') : []
  if (!objects) return []
  const columns = new Set(objects.columns.map(column => column.name))
  const aimed: Aimed[] = []
  for (const [index, bucket] of buckets.entries()) {
    const owned: Record<string, { id: unknown }[]> = {}
    for (const { actor, id } of planted.people) {
      const owner = [columns.has('owner') && ['owner', id], columns.has('owner_id') && ['owner_id', id]].filter(each => each !== false)
      const names = [`${String(id)}/file.png`, `files/${String(id)}/file.png`, `${String(id)}.png`]
      const values = names.map(name => `(${[bucket.id, name, ...owner.map(each => each[1])].map(literal).join(', ')})`).join(', ')
      // Triggers of the app's own may want what a real upload would bring.
      await session.run("set local session_replication_role = 'replica'")
      const { rows } = await session.query<{ id: unknown }>(
        `insert into storage.objects (bucket_id, name${owner.map(each => `, ${String(each[0])}`).join('')}) values ${values} returning id`,
      )
      await session.run("set local session_replication_role = 'origin'")
      owned[actor] = [...rows]
    }
    const relation = { ...objects, oid: -1 - index }
    const own: Planted = { ...planted, tables: [{ schema: 'storage', name: 'objects', count: 3, owned }] }
    aimed.push({ relation, targets: await readTargets(session, relation, own), failed: undefined })
  }
  const tried = await tryTables(session, aimed, askers, planted, texts)
  return tried.map((object, index) => {
    const bucket = buckets[index]!
    return {
      ...object,
      kind: 'bucket',
      name: bucket.id,
      holds: isPrivateFiles(bucket.id) ? 'personal' : 'unknown',
      cells: object.cells.map(cell => (bucket.public ? served(cell) : cell)),
    }
  })
}

/** Files of a public bucket are served by their address, past every policy. */
const served = (cell: AccessCell): AccessCell =>
  cell.does === 'select' && cell.outcome !== 'allowed'
    ? { actor: cell.actor, does: 'select', outcome: 'allowed', by: ['the bucket is public'] }
    : cell

async function readBuckets(session: Session): Promise<readonly BucketRow[]> {
  const { rows } = await session.query(
    "select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'storage' and c.relname = 'buckets'",
  )
  if (rows.length === 0) return []
  return (await session.query<BucketRow>('select id, coalesce(public, false) as public from storage.buckets order by id')).rows
}
