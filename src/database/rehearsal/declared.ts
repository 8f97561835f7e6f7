import type { Source } from '#source/source'
import type { Catalogue } from '../catalogue.js'
import type { LoadedSchema } from '../load/loaded.js'
import { type GeneratedTypes, readGeneratedTypes } from './generated-types.js'
import type { Rejection } from './statement.js'

/** What a file of the app says that the database has, though nothing that ran made it. */
export interface Declared {
  /** Why nothing can be said of a table, or `undefined`. */
  table(name: string): string | undefined
  column(table: string, column: string): string | undefined
  function(name: string): string | undefined
  /** Why a rejection may be none after all. */
  doubt(rejection: Rejection, live: ReadonlySet<string> | undefined): string | undefined
}

const bare = (name: string): string => (name.split('.').at(-1) ?? '').toLowerCase()

/** Where the app's files do not tell the whole of its schema, what is missing from them is not known to be missing. */
export function readDeclared(source: Source, fromFiles: Catalogue, loaded: LoadedSchema): Declared {
  const hidden = new Set(loaded.failures.flatMap(failure => failure.hides).map(bare))
  const shaken = new Set(
    loaded.failures
      .filter(failure => SHAPES.test(failure.sql))
      .flatMap(failure => failure.hides)
      .map(bare),
  )
  const typed = readGeneratedTypes(source)
  const columns = new Map<string, Set<string>>()
  const add = (table: string, names: Iterable<string>) => {
    const known = columns.get(bare(table)) ?? new Set()
    for (const name of names) known.add(name.toLowerCase())
    columns.set(bare(table), known)
  }
  for (const table of fromFiles.tables)
    add(
      table.name,
      table.columns.flatMap(column => [column.name, column.field]),
    )
  for (const [table, names] of typed.tables) add(table, names)
  const functions = new Set([...fromFiles.functions.map(each => bare(each.name)), ...[...typed.functions].map(bare)])
  const relations = new Set([...columns.keys(), ...fromFiles.views.map(view => bare(view.name))])
  const partial = partialBecause(loaded)
  const own = fromFiles.tables.filter(table => !table.beside && !table.name.includes('.'))
  // Types that lack tables which the migrations make are old, or written by hand.
  const isCurrent = typed.tables.size > 0 && own.filter(table => !typed.tables.has(table.name)).length <= own.length * 0.05
  return {
    table: name =>
      hidden.has(bare(name)) ? FAILED : relations.has(bare(name)) ? 'another file of the app declares it' : isCurrent ? undefined : partial,
    column: (table, column) =>
      hidden.has(bare(table))
        ? FAILED
        : columns.get(bare(table))?.has(column.toLowerCase())
          ? 'another file of the app declares it'
          : typed.tables.has(table)
            ? undefined
            : partial,
    function: name =>
      hidden.has(bare(name)) ? FAILED : functions.has(bare(name)) ? 'another file of the app declares it' : isCurrent ? undefined : partial,
    doubt: (rejection, live) => doubtOf(rejection, typed, shaken.has(bare(rejection.on)) || differs(typed.tables.get(rejection.on), live)),
  }
}

/** Rules of rows do not change what a table takes. */
const SHAPES =
  /^\s*(?:create\s+(?:unlogged\s+)?table|create\s+unique|alter\s+table(?![\s\S]*row\s+level\s+security)|drop\s+table|create\s+(?:or\s+replace\s+)?(?:function|view))/i

/** The database that the types were generated from is not the one that the migrations make. */
const differs = (typed: readonly string[] | undefined, live: ReadonlySet<string> | undefined): boolean =>
  typed !== undefined && live !== undefined && typed.length > 0 && (typed.length !== live.size || !typed.every(column => live.has(column)))

/** The types that were generated from the real database have the last word on what they tell of. */
function doubtOf({ kind, on, column, value }: Rejection, typed: GeneratedTypes, isShaken: boolean): string | undefined {
  const why = `\`${on}\`: ${FAILED}`
  if (kind === 'missing-table' || kind === 'missing-function') return undefined
  const known = typed.tables.get(on)
  if (kind === 'missing-column' && known && known.length > 0) return undefined
  if (kind === 'missing-value' || value === 'null') {
    const required = typed.required.get(on)
    if (required && column !== undefined) return required.has(column) ? undefined : 'the generated types say that it may be left out'
  }
  return isShaken ? why : undefined
}

const FAILED = 'a statement of the app about it failed, or its files disagree'

/** Why the files that ran are not the whole schema. */
function partialBecause({ by, failures }: LoadedSchema): string | undefined {
  if (failures.length > 50) return `${failures.length} statements of its files failed`
  const missing = failures.find(failure => failure.reason === 'missing-base')
  if (missing) return `the files do not make all that they use: ${missing.message}`
  return by === 'SQL files' || by === 'statements in code' ? 'the app has no migrations that make its whole schema' : undefined
}
