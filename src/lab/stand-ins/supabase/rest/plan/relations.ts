import { Refusal } from '../../refusal.js'
import type { Catalogue, ForeignKey, Routine, Table } from '../schema/catalogue.js'

/** How rows of one table lead to rows of another. */
export interface Relation {
  readonly shape: 'many-to-one' | 'one-to-many' | 'one-to-one' | 'many-to-many'
  readonly target: Table
  /** Constraint, or the two of a join table. */
  readonly names: readonly string[]
  /** Column of the origin and column of the target; for a join table, of the origin and of the join table. */
  readonly pairs: readonly (readonly [string, string])[]
  /** A function of the origin's row, where no key leads there. */
  readonly routine?: Routine
  readonly junction?: { readonly table: Table; readonly pairs: readonly (readonly [string, string])[] }
}

export const isSingle = (relation: Relation): boolean => relation.shape === 'many-to-one' || relation.shape === 'one-to-one'

/** What `origin` may embed under a name and hint; the rules are PostgREST's. Source: https://docs.postgrest.org/en/stable/references/api/resource_embedding.html */
export function findRelation(catalogue: Catalogue, origin: Table, name: string, hint: string | undefined, schema: string): Relation {
  const computed = computedRelation(catalogue, origin, name)
  if (computed) return computed
  const found = relationsOf(catalogue, origin).filter(
    relation =>
      relation.target.schema === schema &&
      (hint === undefined ? named(relation, name) : relation.target.name === name && hinted(relation, hint)),
  )
  const [first, second] = found
  if (!first) throw missing(catalogue, origin, name, hint, schema)
  if (!second) return first
  const toItself = found.length === 2 && first.target === origin && second.target === origin && first.names[0] === second.names[0]
  const many = toItself ? found.find(relation => relation.shape === 'one-to-many') : undefined
  if (many) return many
  throw ambiguous(origin, name, found)
}

export function relationsOf(catalogue: Catalogue, origin: Table): readonly Relation[] {
  const found: Relation[] = []
  for (const key of catalogue.keys) {
    const alone = key.from.unique.some(set =>
      sameSet(
        set,
        key.columns.map(([from]) => from),
      ),
    )
    if (key.from === origin)
      found.push({ shape: alone ? 'one-to-one' : 'many-to-one', target: key.to, names: [key.name], pairs: key.columns })
    if (key.to === origin) {
      const pairs = key.columns.map(([from, to]) => [to, from] as const)
      found.push({ shape: alone ? 'one-to-one' : 'one-to-many', target: key.from, names: [key.name], pairs })
      found.push(...across(catalogue, key))
    }
  }
  return found
}

/** A function that takes a row of the origin and returns rows of a table. */
function computedRelation(catalogue: Catalogue, origin: Table, name: string): Relation | undefined {
  const takes = (type: string) => type.replaceAll('"', '') === `${origin.schema}.${origin.name}`
  const routine = catalogue.routines.find(
    each => each.schema === origin.schema && each.name === name && each.parameters.length === 1 && takes(each.parameters[0]?.type ?? ''),
  )
  const target = routine?.table === undefined ? undefined : catalogue.byOid.get(routine.table)
  return routine && target && { shape: routine.one ? 'many-to-one' : 'one-to-many', target, names: [name], pairs: [], routine }
}

/** Through a join table: both keys are part of its primary key. */
function across(catalogue: Catalogue, near: ForeignKey): readonly Relation[] {
  const junction = near.from
  return catalogue.keys
    .filter(far => far.from === junction && far !== near && far.name !== near.name)
    .filter(far => [...near.columns, ...far.columns].every(([column]) => junction.primaryKey.includes(column)))
    .map(far => ({
      shape: 'many-to-many',
      target: far.to,
      names: [near.name, far.name],
      pairs: near.columns.map(([from, to]) => [to, from] as const),
      junction: { table: junction, pairs: far.columns },
    }))
}

function named(relation: Relation, name: string): boolean {
  if (relation.target.name === name) return true
  // A constraint or a column leads to the table itself, never to a view of it: https://github.com/PostgREST/postgrest/issues/2277
  if (relation.shape === 'many-to-many' || relation.target.view) return false
  if (relation.names.includes(name)) return true
  return relation.shape !== 'one-to-many' && relation.pairs.length === 1 && relation.pairs[0]?.[0] === name
}

function hinted(relation: Relation, hint: string): boolean {
  if (relation.junction) return relation.junction.table.name === hint || relation.names.includes(hint)
  if (relation.names.includes(hint)) return true
  return relation.pairs.length === 1 && (relation.pairs[0]?.[0] === hint || relation.pairs[0]?.[1] === hint)
}

const sameSet = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every(each => b.includes(each))

function missing(catalogue: Catalogue, origin: Table, name: string, hint: string | undefined, schema: string): Refusal {
  const near = relationsOf(catalogue, origin).find(relation => close(relation.target.name, name))
  return new Refusal(400, 'PGRST200', `Could not find a relationship between '${origin.name}' and '${name}' in the schema cache`, {
    details: `Searched for a foreign key relationship between '${origin.name}' and '${name}'${hint === undefined ? '' : ` using the hint '${hint}'`} in the schema '${schema}', but no matches were found.`,
    hint: near && near.target.name !== name ? `Perhaps you meant '${near.target.name}' instead of '${name}'.` : null,
  })
}

/** Whether one name is likely meant for another: the plural, a prefix. */
export function close(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length > 2 && long.startsWith(short.slice(0, -1)) && long.length - short.length <= 3
}

function ambiguous(origin: Table, name: string, found: readonly Relation[]): Refusal {
  const hints = found.map(relation => `${name}!${relation.junction?.table.name ?? relation.names[0]}`)
  return new Refusal(300, 'PGRST201', `Could not embed because more than one relationship was found for '${origin.name}' and '${name}'`, {
    details: found.map(relation => ({
      cardinality: relation.shape,
      embedding: `${origin.name} with ${relation.target.name}`,
      relationship: relation.junction
        ? `${relation.junction.table.name} using ${relation.names.join(' and ')}`
        : `${relation.names[0]} using ${origin.name}(${relation.pairs.map(([from]) => from).join(', ')}) and ${relation.target.name}(${relation.pairs.map(([, to]) => to).join(', ')})`,
    })),
    hint: `Try changing '${name}' to one of the following: ${hints.map(each => `'${each}'`).join(', ')}. Find the desired relationship in the 'details' key.`,
  })
}
