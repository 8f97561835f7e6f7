import type { Place } from '#base/place'
import type { Bucket, Catalogue, Table } from '../catalogue.js'
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
    const place = (transaction: number) => made(transaction) ?? somewhere
    const written = new Map<string, Table>()
    for (const table of fromFiles.tables) if (!written.has(table.name)) written.set(table.name, table)
    const isTable = (relation: RelationRow) => /[rpf]/.test(relation.kind)
    // Of the platform's own tables what counts is the app's policies on them.
    const ruled = new Set(snapshot.policies.map(policy => policy.relation))
    const relations = snapshot.relations.filter(
      relation => isTable(relation) && (!PLATFORM_SCHEMAS.includes(relation.schema) || ruled.has(relation.oid) || written.has(relation.name)),
    )
    const pairs = relations.flatMap(relation =>
      snapshot.policies
        .filter(policy => policy.relation === relation.oid)
        .map((row): PolicyPair => ({ table: relation.name, row, written: writtenPolicy(written.get(relation.name), row) })),
    )
    const policies = await livePolicies(session, pairs, made, pair => written.get(pair.table)?.at ?? somewhere)
    const live = new Map(
      relations.map(relation => {
        const known = written.get(relation.name)
        const own = pairs.filter(pair => pair.row.relation === relation.oid).flatMap(pair => policies.get(pair) ?? [])
        const table = liveTable({ relation, snapshot, written: known, policies: own, supabase: loaded.supabase, place })
        return [relation.name, known && PLATFORM_SCHEMAS.includes(relation.schema) ? { ...known, policies: own, ...(table.triggers && { triggers: table.triggers }) } : table]
      }),
    )
    const views = liveViews(snapshot, fromFiles, place, loaded.supabase)
    const functions = liveFunctions(snapshot, fromFiles, place, loaded.supabase)
    const stays = unknownTo(loaded)
    const bucketAt = (name: string) => fromFiles.buckets.find(bucket => bucket.name === name)
    const buckets = snapshot.buckets.map(({ id, public: open, limited }): Bucket => ({
      name: id,
      at: bucketAt(id)?.at ?? somewhere,
      public: open,
      ...(limited && { limited: true as const }),
    }))
    return {
      tables: merged(fromFiles.tables, live, stays),
      functions: merged(fromFiles.functions, functions, stays),
      views: merged(fromFiles.views, views, stays),
      buckets: [...buckets, ...fromFiles.buckets.filter(bucket => stays(bucket) && !buckets.some(other => other.name === bucket.name))],
      gaps: [...fromFiles.gaps.filter(gap => !loaded.files.includes(gap.at.file)), ...loaded.gaps],
    }
  })
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

/** In the files' order, then what only the database knows. */
function merged<Item extends Named>(written: readonly Item[], live: ReadonlyMap<string, Item>, stays: (item: Item) => boolean): Item[] {
  const names = new Set(written.map(item => item.name))
  const first = new Set<string>()
  const known = written.flatMap(item => {
    const found = live.get(item.name)
    const again = first.has(item.name)
    first.add(item.name)
    // Of two file sets that make a table of one name, the other stays as it was read.
    if (found && !again) return [found]
    return stays(item) ? [item] : []
  })
  return [...known, ...[...live].filter(([name]) => !names.has(name)).map(([, item]) => item)]
}
