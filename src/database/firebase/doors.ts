import type { Actor } from '#base/evidence'
import type { RulesDoor, WrittenFields } from './door.js'
import { holdsOf } from './holds.js'
import { callersFor, type Caller, neutral, storedFor, tenantOf } from './people.js'
import type { MatchBlock, PatternPart, RulesExpr, RulesFile, RulesService } from './rules/ast.js'
import { applicable, rootOf, rootsOf } from './rules/decide.js'
import type { Names } from './rules/evaluate.js'
import { inlined } from './rules/inline.js'
import { mapOf, type RulesMap, type RulesValue } from './rules/value.js'
import { survey, type Survey } from './survey.js'
import { type Ground, tryDoor } from './trials.js'

const MOST_DOORS = 150
const NOW = Date.UTC(2026, 0, 15, 12)
const DAY = 86_400_000
/** Fields that hold the owner where rules do not say which one does. */
const OWNERS =
  /^(?:user_?id|uid|owner_?id|owner|user|author_?id|author_?uid|created_?by|creator_?id|customer_?id|buyer_?id|seller_?id|user_?uid|owner_?uid|sender_?id)$/i

/** Every kind of document that a rules file speaks of, tried. */
export function rulesDoors(rules: RulesFile, file: string, written: WrittenFields): RulesDoor[] {
  const doors: RulesDoor[] = []
  const deciding = decidingFields(rules)
  for (const service of rules.services) {
    for (const { pattern, block } of blocksOf(service.matches, [])) {
      if (block.allows.length === 0 || doors.length >= MOST_DOORS) continue
      const within = withoutRoot(pattern, service)
      const door = within && doorOf(rules, service, file, within, block, written, deciding)
      if (door) doors.push(door)
    }
  }
  return doors
}

interface Found {
  readonly pattern: readonly PatternPart[]
  readonly block: MatchBlock
}

function* blocksOf(blocks: readonly MatchBlock[], above: readonly PatternPart[]): Generator<Found> {
  for (const block of blocks) {
    const pattern = [...above, ...block.pattern]
    yield { pattern, block }
    if (pattern.length < 40) yield* blocksOf(block.matches, pattern)
  }
}

/** The pattern below `/databases/{database}/documents`, or below the bucket. */
function withoutRoot(pattern: readonly PatternPart[], service: RulesService): readonly PatternPart[] | undefined {
  const root = rootOf(service)
  const fits = root.every((part, index) => {
    const piece = pattern[index]
    return piece !== undefined && (piece.kind === 'one' || (piece.kind === 'name' && piece.text === part))
  })
  return fits && pattern.length > root.length ? pattern.slice(root.length) : undefined
}

const spelled = (pattern: readonly PatternPart[]): string =>
  pattern.map(part => (part.kind === 'name' ? part.text : part.kind === 'one' ? `{${part.text}}` : `{${part.text}=**}`)).join('/')

function doorOf(
  rules: RulesFile,
  service: RulesService,
  file: string,
  pattern: readonly PatternPart[],
  block: MatchBlock,
  written: WrittenFields,
  deciding: WrittenFields,
): RulesDoor | undefined {
  const storage = service.name === 'firebase.storage'
  const collection = pattern.findLast(part => part.kind === 'name')?.text ?? '**'
  const named = pattern.at(-1)?.kind === 'name'
  const wild = pattern.some(part => part.kind === 'rest')
  const neutralPath = pathWith(pattern, () => undefined, storage)
  // A path of an odd number of parts is a collection: no document stands there.
  if (!storage && !wild && neutralPath.split('/').length % 2 === 1) return undefined
  const conditions = conditionsAt(rules, service, neutralPath)
  const told = survey(conditions)
  const onPath = pattern.filter(part => part.kind === 'one').map(part => part.text)
  const stated = told.owners.wildcards.size + told.owners.fields.size + told.emails.size + told.members.size > 0
  const names = [...new Set([...told.fields.keys(), ...(written.get(collection) ?? []), ...(deciding.get(collection) ?? [])])]
  const owner = ownerOf(told, onPath, names, collection)
  const callers = callersFor(told)
  const rootsFor = (caller: Caller): Names => {
    const path = pathWith(pattern, part => (owner.wildcards.includes(part) ? 'uid-a' : undefined), storage)
    const request = { method: 'get', path, auth: { uid: caller.uid, token: caller.token }, time: NOW } as const
    const found = applicable(rules, service, path, rootsOf(service, request, new Map([[path, mapOf([])]])))
    return found[0]?.names ?? { values: new Map(), functions: new Map(), calls: 0 }
  }
  const stored = storedFor(told.lookups, callers.values(), rootsFor)
  const last = told.moments.length > 0 ? Math.min(...told.moments) : undefined
  const owned = (caller: Caller): ReadonlyMap<string, RulesValue> =>
    new Map<string, RulesValue>([
      ...owner.fields.map(field => [field, told.members.has(field) ? { t: 'list' as const, items: [caller.uid] } : caller.uid] as const),
      ...[...told.emails].map(field => [field, String(caller.token['email'])] as const),
    ])
  const actorOf = (uid: string): Actor => [...callers.values()].find(caller => caller.uid === uid)?.actor ?? 'a'
  const ground: Ground = {
    rules,
    service,
    file,
    time: last === undefined ? NOW : last - DAY,
    until: last === undefined ? undefined : new Date(last).toISOString().slice(0, 10),
    stored,
    callers,
    pathOf: (uid, fresh) =>
      pathWith(
        pattern,
        part => (owner.wildcards.includes(part) ? uid : undefined),
        storage,
        fresh && !named ? 'fresh' : undefined,
        tenantOf(actorOf(uid)),
      ),
    documentOf: caller => documentOf(told, names, owned(caller), storage, caller.actor),
    ownerFields: caller => (storage ? new Map() : owned(caller)),
    fields: names,
  }
  return {
    service: storage ? 'storage' : 'firestore',
    name: spelled(pattern),
    collection: storage ? (pattern.find(part => part.kind === 'name')?.text ?? '**') : collection,
    at: { file, line: block.line },
    // A folder of each user's files is as often pictures to show as papers to keep.
    holds:
      storage && /^(?:users?|profiles?|members?|customers?|messages?|chats?)$/i.test(collection) ? 'unknown' : holdsOf(collection, names),
    owner: { ...owner, stated },
    fields: names,
    deciding: [...(deciding.get(collection) ?? [])],
    trials: tryDoor(ground),
  }
}

/** Fields of stored documents that rules look at to decide on others, by collection. */
function decidingFields(rules: RulesFile): WrittenFields {
  const found = new Map<string, Set<string>>()
  for (const service of rules.services) {
    for (const { pattern, block } of blocksOf(service.matches, [])) {
      const within = withoutRoot(pattern, service)
      if (!within || block.allows.length === 0) continue
      for (const lookup of survey(
        conditionsAt(
          rules,
          service,
          pathWith(within, () => undefined, service.name === 'firebase.storage'),
        ),
      ).lookups) {
        const name = lookup.at.e === 'path' ? lookup.at.parts.findLast(part => typeof part === 'string') : undefined
        if (typeof name !== 'string' || !lookup.field[0]) continue
        const fields = found.get(name) ?? new Set()
        found.set(name, fields.add(lookup.field[0]))
      }
    }
  }
  return found
}

function conditionsAt(rules: RulesFile, service: RulesService, path: string): RulesExpr[] {
  const request = { method: 'get', path, auth: null, time: NOW } as const
  return applicable(rules, service, path, rootsOf(service, request, new Map())).flatMap(({ allow, names }) => {
    const condition = allow.condition && inlined(allow.condition, names)
    return condition ? [condition] : []
  })
}

function ownerOf(
  told: Survey,
  onPath: readonly string[],
  names: readonly string[],
  collection: string,
): Pick<RulesDoor['owner'], 'wildcards' | 'fields'> {
  const wildcards = onPath.filter(name => told.owners.wildcards.has(name))
  const fields = [...new Set([...told.owners.fields, ...told.members])]
  if (wildcards.length + fields.length + told.emails.size > 0) return { wildcards, fields }
  const likely = onPath.filter(name => /^(?:user_?id|uid|owner_?id|user)$/i.test(name))
  if (likely.length > 0 || /^(?:users?|profiles?|customers?)$/i.test(collection))
    return { wildcards: likely.length > 0 ? likely : onPath.slice(-1), fields: [] }
  return { wildcards: [], fields: names.filter(name => OWNERS.test(name)).slice(0, 1) }
}

function pathWith(
  pattern: readonly PatternPart[],
  value: (wildcard: string) => string | undefined,
  storage: boolean,
  fresh?: string,
  tenant = 'ordinary',
): string {
  const parts = pattern.flatMap((part, index): string[] => {
    if (part.kind === 'name') return [part.text]
    if (part.kind === 'one') return [value(part.text) ?? (fresh && index === pattern.length - 1 ? fresh : tenant)]
    // `{rest=**}` at the end stands for a document of some collection; further up, for nothing.
    if (index < pattern.length - 1) return []
    return storage || index % 2 === 1 ? ['some-1'] : ['some', 'some-1']
  })
  return parts.join('/')
}

/** A document that says nothing in particular: nothing is public, published, or approved. */
function documentOf(
  told: Survey,
  names: readonly string[],
  owned: ReadonlyMap<string, RulesValue>,
  storage: boolean,
  actor: Actor,
): RulesMap {
  if (storage)
    return mapOf([
      ['name', 'file'],
      ['size', 1024],
      ['contentType', 'image/png'],
      ['metadata', mapOf(owned)],
    ])
  return mapOf([...names.map(name => [name, neutral(told.fields.get(name) ?? [], actor)] as const), ...owned])
}
