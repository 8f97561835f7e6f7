import type { Actor } from '#base/evidence'
import type { AccessCell, AccessDoes, AccessMatrix } from '#database/access/matrix'
import type { RulesDoor, Trial } from './door.js'

const ACTORS: readonly Actor[] = ['nobody', 'anon', 'a', 'b', 'seller', 'admin']
const DOES: readonly (readonly [AccessDoes, readonly Trial['does'][]])[] = [
  ['select', ['get', 'list']],
  ['insert', ['create']],
  ['update', ['update']],
  ['delete', ['delete']],
]

/** Doors of rules as objects of the access matrix. */
export function matrixOf(doors: readonly RulesDoor[]): AccessMatrix {
  return {
    actors: ACTORS,
    objects: doors.map(door => ({
      kind: door.service === 'storage' ? 'bucket' : 'collection',
      schema: door.service,
      name: door.name,
      holds: door.holds,
      cells: ACTORS.flatMap(actor => DOES.map(([does, tried]) => cellOf(door, actor, does, tried))),
    })),
  }
}

function cellOf(door: RulesDoor, actor: Actor, does: AccessDoes, tried: readonly Trial['does'][]): AccessCell {
  // No key is needed to talk to Firebase: nobody and a visitor are the same caller.
  const who = actor === 'nobody' ? 'anon' : actor
  const of = (...on: Trial['on'][]) =>
    door.trials.filter(trial => trial.actor === who && tried.includes(trial.does) && on.includes(trial.on))
  const other = of('other', 'forged').filter(trial => trial.allowed)
  const own = of('own').filter(trial => trial.allowed)
  const through = other.length > 0 ? other : own
  const error = of('other', 'forged', 'own').find(trial => trial.error !== undefined)?.error
  const columns = actor === 'a' ? [...new Set(of('field').flatMap(trial => (trial.allowed && trial.field ? [trial.field] : [])))] : []
  return {
    actor,
    does,
    outcome: other.length > 0 || (actor === 'a' && own.length > 0) ? 'allowed' : own.length > 0 ? 'own' : 'denied',
    by: [...new Set(through.flatMap(trial => trial.by.map(at => `${at.file}:${at.line}`)))],
    ...(columns.length > 0 && (does === 'update' || does === 'insert') ? { columns } : {}),
    ...(through[0]?.with ? { statement: `${does} ${door.name} ${through[0].with}` } : {}),
    ...(through.length === 0 ? { why: error ?? 'no `allow` lets it through' } : {}),
  }
}
