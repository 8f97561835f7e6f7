import type { RulesDoor, Trial } from '#database/firebase/door'
import type { AppModel, QueryEffect } from '#model/app-model'
import { fieldsOf, leaves } from '#model/read/terms'
import type { RulesMethod } from './rules-block.js'

/** What pages do with the documents of a collection. Code of the server passes rules. */
export const usesOf = ({ browser }: AppModel, { collection }: RulesDoor): readonly QueryEffect[] =>
  browser.flatMap(unit =>
    unit.effects.filter(
      (effect): effect is QueryEffect => effect.kind === 'query' && effect.table === collection && effect.rights !== 'service',
    ),
  )

const isOfStaff = ({ at }: QueryEffect): boolean => /admin|staff|backoffice/i.test(at.file)

/** Some page that is not for staff reads documents of everybody: rules that let through only one's own turn such a query away. */
export function readsEverybodys(door: RulesDoor, uses: readonly QueryEffect[]): boolean {
  const named = new Set(['id', ...door.owner.fields])
  return uses.some(use => use.does === 'read' && !isOfStaff(use) && !use.filters.some(filter => named.has(filter.column)))
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
  const started = names('create').map(field => [field, valuesOf(field, writes)] as const)
  if (started.some(([, values]) => values === undefined)) return undefined
  const absent = started.flatMap(([field, values]) => (values!.length === 0 ? [field] : []))
  const create = [
    ...(absent.length > 0 ? [`!request.resource.data.keys().hasAny([${absent.map(quoted).join(', ')}])`] : []),
    ...started.flatMap(([field, values]) => {
      const [value] = values!
      if (value === undefined) return []
      const given = `request.resource.data.get(${quoted(field)}, ${value})`
      return [values!.length === 1 ? `${given} == ${value}` : `${given} in [${values!.join(', ')}]`]
    }),
  ].join(' && ')
  const update = `!request.resource.data.diff(resource.data).affectedKeys().hasAny([${changed.map(quoted).join(', ')}])`
  return method => (method === 'update' && changed.length > 0 ? update : method === 'create' && create ? create : undefined)
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** Values, as rules write them, that pages give a field; `undefined` where one is not written out. */
function valuesOf(field: string, writes: readonly QueryEffect[]): readonly string[] | undefined {
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
  return [...found]
}
