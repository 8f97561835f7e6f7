import type { Gap } from '#base/gap'
import type { Source } from '#source/source'
import type { Bucket, Catalogue, DatabaseFunction, Refusal, Table, View } from './catalogue.js'
import { readDrizzle } from './drizzle/read.js'
import { readEmbedded } from './embedded/read.js'
import { loadGrammar } from './grammar.js'
import { readKnex } from './knex/read.js'
import { readMongoose } from './mongoose/read.js'
import { ownerOf } from './owner.js'
import { readPrisma } from './prisma/read.js'
import { readSequelize } from './sequelize/read.js'
import type { Draft, TableDraft } from './sql/draft.js'
import { readTypeorm } from './typeorm/read.js'
import { readSql, type AppliedSet } from './sql/read.js'
import { usesSupabase } from './supabase.js'
import { tableOf } from './tables.js'

/** The schema of the app's databases, from whatever the app declares it with. */
export async function readCatalogue(source: Source): Promise<Catalogue> {
  await loadGrammar()
  const supabase = usesSupabase(source)
  const prisma = readPrisma(source)
  const drizzle = readDrizzle(source)
  const sets = readSql(source)
  const drafts = sets.map(set => set.draft)
  const embedded = readEmbedded(source)
  // What a library's own declaration says of a table stands above the SQL that it wrote.
  const declared = rulesOnlyWhereKept([...prisma, ...drizzle].map(table => withRules(table, drafts, supabase)))
  const known = new Set(declared.map(table => table.name))
  const others = [
    ...readMongoose(source),
    ...readSequelize(source),
    ...readTypeorm(source),
    ...readKnex(source),
    ...tablesOf(embedded, false).filter(table => !known.has(table.name)),
  ]
  const fromSql = sets.flatMap((set, rank) => {
    if (isCopy(set, prisma, drizzle)) return []
    const before = sets.slice(0, rank).filter(other => other.official)
    const elsewhere = new Set([...(set.official ? [] : others.map(table => table.name)), ...before.flatMap(other => created(other.draft))])
    return tablesOf(set.draft, supabase)
      .filter(table => !known.has(table.name))
      .map((table): Table => (elsewhere.has(table.name) ? { ...table, beside: true } : table))
  })
  return {
    // The first of a name is the app's own account of it.
    tables: [...declared, ...others, ...fromSql].sort((a, b) => Number(a.beside ?? false) - Number(b.beside ?? false)),
    functions: drafts.flatMap(draft => [...draft.functions.values()].map((item): DatabaseFunction => ({ ...item }))),
    buckets: drafts.flatMap((draft): Bucket[] => [...draft.buckets.values()]),
    views: drafts.flatMap((draft): View[] => [...draft.views.values()]),
    gaps: drafts.flatMap((draft): Gap[] => draft.gaps),
    refusals: drafts.flatMap((draft): Refusal[] => draft.refusals),
  }
}

/** SQL that Prisma or Drizzle generated from the declaration that was read already. */
const isCopy = (set: AppliedSet, prisma: readonly Table[], drizzle: readonly Table[]): boolean =>
  (set.writtenBy === 'prisma' && prisma.length > 0) || (set.writtenBy === 'drizzle' && drizzle.length > 0)

const created = (draft: Draft): string[] => [...draft.tables.values()].filter(table => table.created).map(table => table.name)

/** Rules about a table that its set does not create count only where there are some. */
const tablesOf = (draft: Draft, supabase: boolean): Table[] =>
  [...draft.tables.values()]
    .filter(table => table.created || table.policies.length > 0 || table.rowRules !== undefined)
    .map(table => tableOf(table, supabase))

/** An app that declares its tables elsewhere and sets row rules on a few of them does not let browsers at its database. */
function rulesOnlyWhereKept(tables: readonly Table[]): Table[] {
  const kept = tables.filter(table => table.rowRules?.enabled).length
  return tables.map(table => (kept * 2 > tables.length || table.rowRules?.enabled ? table : { ...table, rowRules: undefined }))
}

/** Adds the indexes, policies and row rules that SQL gives to a table declared elsewhere. */
function withRules(table: Table, drafts: readonly Draft[], supabase: boolean): Table {
  const same = drafts.flatMap((draft): TableDraft[] => {
    const found = draft.tables.get(table.name)
    return found ? [found] : []
  })
  if (same.length === 0) return table
  const ruled = same.find(draft => draft.rowRules?.enabled) ?? same.find(draft => draft.rowRules)
  return {
    ...table,
    indexes: [
      ...table.indexes,
      ...same.flatMap(draft => draft.indexes.map(({ columns, unique, partial, at }) => ({ columns, unique, partial, at }))),
    ],
    policies: [...table.policies, ...same.flatMap(draft => draft.policies)],
    rowRules: table.rowRules ?? ruled?.rowRules ?? (supabase ? { enabled: false, at: table.at } : undefined),
    owner: table.owner ?? ownerOf(table),
  }
}
