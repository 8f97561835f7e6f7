import type { Place } from '#base/place'
import type { Bucket, Catalogue, Policy, Table } from '../catalogue.js'
import type { Database } from '../engine/database.js'
import type { LoadedSchema } from '../load/loaded.js'
import { liveFunctions, liveViews } from './objects.js'
import { makerOf } from './places.js'
import { livePolicies, writtenPolicy, type PolicyPair } from './policies.js'
import { PLATFORM_SCHEMAS, takeSnapshot, type RelationRow } from './relations.js'
import { liveTable } from './table.js'

/** The schema as it is in force in the database, with the places that its files give. */
export async function readBack(database: Database, loaded: LoadedSchema, fromFiles: Catalogue): Promise<Catalogue> {
  if (loaded.statements === 0) return fromFiles
  return database.rehearse(async session => {
    const snapshot = await takeSnapshot(session, loaded.supabase)
    const made = makerOf(loaded)
    const somewhere: Place = { file: loaded.files[0] ?? '', line: 1 }
    const place = (transaction: number, name = '') => made(transaction, name) ?? somewhere
    const written = chosen(fromFiles.tables, loaded)
    const isTable = (relation: RelationRow) => /[rpf]/.test(relation.kind)
    // Of the platform's own tables what counts is the app's policies on them.
    const ruled = new Set(snapshot.policies.map(policy => policy.relation))
    const relations = snapshot.relations.filter(
      relation =>
        isTable(relation) && (!PLATFORM_SCHEMAS.includes(relation.schema) || ruled.has(relation.oid) || written.has(relation.name)),
    )
    const pairs = relations.flatMap(relation =>
      snapshot.policies
        .filter(policy => policy.relation === relation.oid)
        .map((row): PolicyPair => ({ table: relation.name, row, written: writtenPolicy(fromFiles.tables, relation.name, row, loaded) })),
    )
    const policies = await livePolicies(session, pairs, made, pair => written.get(pair.table)?.at ?? somewhere)
    const live = new Map(
      relations.map((relation): [string, Table] => {
        const known = written.get(relation.name)
        if (known && isBeside(known, loaded)) return [relation.name, known]
        const inForce = pairs.filter(pair => pair.row.relation === relation.oid).flatMap(pair => policies.get(pair) ?? [])
        const own = [...inForce, ...refusedPolicies(known, inForce, loaded)]
        const table = liveTable({ relation, snapshot, written: known, policies: own, supabase: loaded.supabase, place })
        return [relation.name, known && PLATFORM_SCHEMAS.includes(relation.schema) ? platformTable(known, table, loaded) : table]
      }),
    )
    const views = liveViews(snapshot, fromFiles, place, loaded.supabase)
    const functions = liveFunctions(snapshot, fromFiles, place, loaded.supabase)
    const stays = unknownTo(loaded)
    const known = chosen(fromFiles.buckets, loaded)
    const buckets = new Map(
      snapshot.buckets.map(({ id, public: open, limited }): [string, Bucket] => [
        id,
        { name: id, at: known.get(id)?.at ?? somewhere, public: open, ...(limited && { limited: true as const }) },
      ]),
    )
    return {
      tables: merged(fromFiles.tables, written, live, stays),
      functions: merged(fromFiles.functions, chosen(fromFiles.functions, loaded), functions, stays),
      views: merged(fromFiles.views, chosen(fromFiles.views, loaded), views, stays),
      buckets: merged(fromFiles.buckets, known, buckets, stays),
      gaps: [...fromFiles.gaps.filter(gap => !loaded.files.includes(gap.at.file)), ...loaded.gaps],
    }
  })
}

/** Policies that the database refused for something else that is missing: what the file means by them still counts, and is a gap. */
function refusedPolicies(written: Table | undefined, inForce: readonly Policy[], loaded: LoadedSchema): Policy[] {
  return (written?.policies ?? []).filter(
    policy =>
      !inForce.some(other => other.name === policy.name) &&
      loaded.failures.some(
        ({ at, code, reason }) =>
          at.file === policy.at.file && at.line === policy.at.line && code !== '42710' && reason !== 'syntax' && reason !== 'forbidden',
      ),
  )
}

/** From a file beside the app's own account: of several such, which ran is not known, and each was read by itself. */
const isBeside = (written: Table, loaded: LoadedSchema): boolean =>
  written.kind === 'sql' && written.columns.length > 0 && !loaded.files.includes(written.at.file)

/** Of the platform's own tables only what the app adds: what other files than those that were run say stays. */
function platformTable(written: Table, live: Table, loaded: LoadedSchema): Table {
  const others = written.policies.filter(
    policy => !loaded.files.includes(policy.at.file) && !live.policies.some(other => other.name === policy.name),
  )
  return { ...written, policies: [...live.policies, ...others], ...(live.triggers && { triggers: live.triggers }) }
}

interface Named {
  readonly name: string
  readonly at: Place
}

/** Whether the database's silence about something says nothing: its file was not run, or what makes it failed. */
function unknownTo(loaded: LoadedSchema): (item: Named) => boolean {
  const files = new Set(loaded.files)
  const hidden = new Set(loaded.failures.flatMap(failure => failure.hides))
  return item => !files.has(item.at.file) || hidden.has(item.name)
}

/** Of several file sets that make something of one name, the one that was run. */
function chosen<Item extends Named & { readonly columns?: readonly unknown[] | 'all' }>(
  written: readonly Item[],
  loaded: LoadedSchema,
): Map<string, Item> {
  const files = new Set(loaded.files)
  const found = new Map<string, Item>()
  // A file of rules names a table without its columns.
  const weight = (item: Item) => (files.has(item.at.file) ? 2 : 0) + ((item.columns?.length ?? 0) > 0 ? 1 : 0)
  for (const item of written) {
    const before = found.get(item.name)
    if (!before || weight(item) > weight(before)) found.set(item.name, item)
  }
  return found
}

/** In the files' order, then what only the database knows. What other file sets say stays as it was read. */
function merged<Item extends Named>(
  written: readonly Item[],
  of: ReadonlyMap<string, Item>,
  live: ReadonlyMap<string, Item>,
  stays: (item: Item) => boolean,
): Item[] {
  const known = written.flatMap(item => {
    const found = of.get(item.name) === item ? live.get(item.name) : undefined
    return found ? [found] : stays(item) ? [item] : []
  })
  return [...known, ...[...live].filter(([name]) => !of.has(name)).map(([, item]) => item)]
}
