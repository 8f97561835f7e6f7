import { PEOPLE } from '#checks/rules/firebase-fields'
import type { RulesDoor, Trial } from '#database/firebase/door'
import { isShared } from '#database/firebase/trials'
import type { AppModel, QueryEffect } from '#model/app-model'
import { fieldsOf, leaves } from '#model/read/terms'
import type { Source } from '#source/source'
import type { RulesMethod } from './rules-block.js'

/** What pages do with the documents of a collection. Code of the server passes rules. */
export const usesOf = ({ browser }: AppModel, { collection }: RulesDoor): readonly QueryEffect[] =>
  browser.flatMap(unit =>
    unit.effects.filter(
      (effect): effect is QueryEffect => effect.kind === 'query' && effect.table === collection && effect.rights !== 'service',
    ),
  )

const isOfStaff = ({ at }: QueryEffect): boolean => /admin|staff|backoffice/i.test(at.file)

/** Pages of ordinary people write such documents. */
export const areWritten = (uses: readonly QueryEffect[]): boolean => uses.some(use => use.does !== 'read' && !isOfStaff(use))

/**
 * Pages of ordinary people do with others' documents what only owners may do from now on: they list all, show another person,
 * count a like. Rules that let only the owner through turn them away.
 */
export function needsOthers(door: RulesDoor, uses: readonly QueryEffect[], does: ReadonlySet<string>, source: Source): boolean {
  const named = new Set(['id', ...door.owner.fields])
  const reads = uses.filter(use => use.does === 'read' && !isOfStaff(use))
  if (does.has('list') && reads.some(use => !use.filters.some(filter => named.has(filter.column)))) return true
  if (does.has('get') && PEOPLE.test(door.collection) && !(reads.length > 0 && reads.every(use => isOfCaller(use, source)))) return true
  return does.has('update') && uses.some(use => use.does === 'update' && [...fieldsOf(use.data)].some(([field]) => isShared(field)))
}

/** `doc(db, 'users', user.uid)`: by the name, as it is only known in the browser who that is. */
function isOfCaller({ at }: QueryEffect, source: Source): boolean {
  const lines = source.file(at.file)?.text().split('\n') ?? []
  return /\b(?:current|auth|firebase)?user\b[?!]?\.uid\b/i.test(lines.slice(Math.max(0, at.line - 2), at.line + 1).join(' '))
}

type Limit = (method: RulesMethod) => string | undefined

/**
 * What a document may not be given by whoever owns it: no change of the fields, and at its creation no value but the one
 * that the app's own pages write. Nothing where pages need more than that.
 */
export function fieldLimits(trials: readonly Trial[], uses: readonly QueryEffect[]): Limit | undefined {
  const names = (does: Trial['does']): readonly string[] => [
    ...new Set(trials.flatMap(trial => (trial.does === does && trial.field !== undefined ? [trial.field] : []))),
  ]
  const writes = uses.filter(use => !isOfStaff(use) && (use.does === 'create' || use.does === 'update' || use.does === 'upsert'))
  const changed = names('update')
  if (writes.some(use => use.does === 'update' && [...fieldsOf(use.data)].some(([field]) => changed.includes(field)))) return undefined
  const started = names('create').map(field => ({ field, values: valuesOf(field, writes) }))
  // Of several values, one may be what an administrator is known by.
  if (started.some(({ values }) => values === undefined || values.size > 1)) return undefined
  const given = started.flatMap(({ field, values }) => [...values!].map(value => [field, value] as const))
  const absent = started.flatMap(({ field, values }) => (values!.size === 0 ? [quoted(field)] : []))
  const create = [
    ...(absent.length > 0 ? [`!request.resource.data.keys().hasAny([${absent.join(', ')}])`] : []),
    ...given.map(([field, value]) => `request.resource.data.get(${quoted(field)}, ${value}) == ${value}`),
  ].join(' && ')
  const update = `!request.resource.data.diff(resource.data).affectedKeys().hasAny([${changed.map(quoted).join(', ')}])`
  return method => (method === 'update' && changed.length > 0 ? update : method === 'create' && create ? create : undefined)
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** Values, as rules write them, that pages give a field; `undefined` where one is not written out. */
function valuesOf(field: string, writes: readonly QueryEffect[]): ReadonlySet<string> | undefined {
  const found = new Set<string>()
  for (const write of writes) {
    for (const [name, term] of fieldsOf(write.data)) {
      if (name !== field) continue
      for (const leaf of leaves(term)) {
        if (leaf.kind !== 'literal' || leaf.value === undefined) return undefined
        found.add(typeof leaf.value === 'string' ? quoted(leaf.value) : String(leaf.value))
      }
    }
  }
  return found
}
