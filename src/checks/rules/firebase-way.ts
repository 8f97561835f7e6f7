import { listed } from '#base/listed'
import type { Actor } from '#base/evidence'
import type { Place } from '#base/place'
import type { RulesDoor, Trial } from '#database/firebase/door'

/** One `allow` that lets somebody too far, with everything that it opens. */
export interface Way {
  readonly at: Place
  readonly doors: readonly RulesDoor[]
  readonly does: ReadonlySet<Trial['does']>
  readonly until: string | undefined
  /** A document that was accepted. */
  readonly sent: string | undefined
}

/** What an actor got through, among trials of one kind. */
export const passed = (door: RulesDoor, actor: Actor, on: Trial['on'], ...does: Trial['does'][]): Trial[] =>
  door.trials.filter(trial => trial.allowed && trial.actor === actor && trial.on === on && (does.length === 0 || does.includes(trial.does)))

/** Trials that belong together because lines of the same block let them through: they are repaired at once. */
export function waysOf(doors: readonly RulesDoor[], trialsOf: (door: RulesDoor) => readonly Trial[]): Way[] {
  const ways = new Map<
    string,
    { at: Place; doors: Set<RulesDoor>; does: Set<Trial['does']>; until: string | undefined; sent: string | undefined }
  >()
  for (const door of doors) {
    for (const trial of trialsOf(door)) {
      // Where several lines let it through, one of the collection's own is nearer than one for everything.
      const at = trial.by.find(place => place.line >= door.at.line && place.file === door.at.file) ?? trial.by[0] ?? door.at
      const key = blockOf(at, doors)
      const way = ways.get(key) ?? { at, doors: new Set(), does: new Set(), until: trial.until, sent: trial.with }
      ways.set(key, way)
      way.doors.add(door)
      way.does.add(trial.does)
    }
  }
  return [...ways.values()].map(way => ({ ...way, doors: [...way.doors] }))
}

/** The block that a line stands in: the last that begins before it. */
function blockOf(at: Place, doors: readonly RulesDoor[]): string {
  const starts = doors.filter(door => door.at.file === at.file && door.at.line <= at.line).map(door => door.at.line)
  return `${at.file}:${Math.max(0, ...starts)}`
}

/** ``documents of `orders` `` */
export function thingsOf(doors: readonly RulesDoor[]): string {
  const names = [...new Set(doors.map(door => door.name))]
  const what = doors[0]?.service === 'storage' ? 'files under' : doors[0]?.service === 'database' ? 'data under' : 'documents of'
  if (names.length === 1 && isEverything(doors[0]!))
    return doors[0]!.service === 'storage' ? `every file (\`${names[0]}\`)` : `every document (\`${names[0]}\`)`
  const shown = names.slice(0, 3).map(name => `\`${name}\``)
  return `${what} ${shown.join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`
}

/** A wildcard that covers whatever the app stores. */
export const isEverything = (door: RulesDoor): boolean => door.collection === '**' || door.name === '/'

const VERBS: readonly (readonly [Trial['does'], string])[] = [
  ['get', 'read'],
  ['list', 'list'],
  ['create', 'create'],
  ['update', 'change'],
  ['delete', 'delete'],
]

/** `read, list and delete` */
export function doing(does: ReadonlySet<Trial['does']>): string {
  const found = VERBS.filter(([name]) => does.has(name) && !(name === 'list' && does.has('get'))).map(([, verb]) => verb)
  return listed(found) || 'use'
}

export const isPrivate = (door: RulesDoor): boolean => door.holds === 'personal' || door.holds === 'business' || door.holds === 'secret'

/** People who are shown to each other, as far as the fields known say: names and pictures. */
export const isProfile = (door: RulesDoor): boolean =>
  /^(?:users?|profiles?|members?)$/i.test(door.collection) &&
  !door.fields.some(field => /mail|phone|birth|address|stripe|token|salary/i.test(field))

/** Whose it is can be told: rules compare something with the caller, or the path has a person in it. */
export const isOwned = (door: RulesDoor): boolean => door.owner.stated || door.owner.wildcards.length > 0 || door.owner.fields.length > 0

/** How the owner is compared in this door's rules. */
export function ownerTest(door: RulesDoor | undefined): string {
  const [wildcard] = door?.owner.wildcards ?? []
  if (wildcard) return `\`request.auth.uid == ${wildcard}\``
  return `\`request.auth.uid == resource.data.${door?.owner.fields[0] ?? 'userId'}\``
}

export const keyOf = (way: Way, what: string): string =>
  `${what} ${way.at.file} ${way.doors.map(door => door.name).toSorted()[0] ?? ''} ${[...way.does].sort().join(',')}`
