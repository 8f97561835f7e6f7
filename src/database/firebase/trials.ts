import type { Actor } from '#base/evidence'
import type { TrialDoes, Trial } from './door.js'
import type { Caller } from './people.js'
import type { RulesFile, RulesService } from './rules/ast.js'
import { applicable, covers, type Decision, decide, rootsOf, type RulesRequest } from './rules/decide.js'
import { evaluate, type Documents, type Names } from './rules/evaluate.js'
import { inlined } from './rules/inline.js'
import { type Draft, proposals, withField } from './rules/propose.js'
import { mapOf, type RulesMap, type RulesValue } from './rules/value.js'

/** Where trials of one door happen. */
export interface Ground {
  readonly rules: RulesFile
  readonly service: RulesService
  readonly file: string
  readonly time: number
  readonly until: string | undefined
  readonly stored: Documents
  readonly callers: ReadonlyMap<Actor, Caller>
  /** Path of the document of a person. */
  pathOf(uid: string, fresh?: boolean): string
  /** The document of a person, as it may stand. */
  documentOf(caller: Caller): RulesMap
  /** Fields in which the owner stands, as a person's document has them. */
  ownerFields(caller: Caller): ReadonlyMap<string, RulesValue>
  readonly fields: readonly string[]
}

const MOST_PROPOSALS = 4

/** Everything that is tried on one kind of document, by everyone. */
export function tryDoor(ground: Ground): Trial[] {
  const storage = ground.service.name === 'firebase.storage'
  const [a, b] = [ground.callers.get('a')!, ground.callers.get('b')!]
  const trials: Trial[] = []
  const put = (actor: Actor, does: TrialDoes, on: Trial['on'], attempt: Attempt, field?: string): void => {
    trials.push({ actor, does, on, ...(field ? { field } : {}), ...attempt })
  }
  for (const actor of ['anon', 'b', 'seller', 'admin'] as const) {
    const caller = ground.callers.get(actor)
    for (const does of ['get', 'list', 'delete'] as const) put(actor, does, 'other', ask(ground, does, caller, a))
    put(actor, 'update', 'other', change(ground, caller, a))
    put(actor, 'create', 'forged', ask(ground, 'create', caller, a))
    if (caller)
      for (const does of ['get', 'list', 'create', 'update', 'delete'] as const) put(actor, does, 'own', ask(ground, does, caller, caller))
  }
  for (const does of ['get', 'list', 'create', 'update', 'delete'] as const) put('a', does, 'own', ask(ground, does, a, a))
  if (storage) {
    put('a', 'create', 'huge', ask(ground, 'create', a, a, new Map([['size', 5 * 1024 ** 3]])))
    put(
      'a',
      'create',
      'any-type',
      ask(
        ground,
        'create',
        a,
        a,
        new Map<string, RulesValue>([
          ['contentType', 'text/html'],
          ['size', 2048],
        ]),
      ),
    )
    return trials
  }
  const owners = new Map([...ground.ownerFields(b)].filter(([, value]) => typeof value === 'string'))
  if (owners.size > 0) {
    put('b', 'update', 'taken', ask(ground, 'update', b, a, owners))
    put('a', 'update', 'given', ask(ground, 'update', a, a, owners))
  }
  for (const field of ground.fields) {
    if (ground.ownerFields(a).has(field)) continue
    for (const does of ['update', 'create'] as const) {
      // Who may not write at all cannot choose a field either.
      if (!trials.some(trial => trial.actor === 'a' && trial.on === 'own' && trial.does === does && trial.allowed)) continue
      const found = chosenValues(field).map(value => ask(ground, does, a, a, new Map([[field, value]])))
      put('a', does, 'field', found.find(each => each.allowed) ?? found[0]!, field)
    }
  }
  return trials
}

const SHARED =
  /^(?:.*(?:likes?|liked_?by|views?|votes?|voters|reactions?|counts?|counter|members|participants|players|followers|following|attendees|read_?by|seen_?by|typing|ratings?|scores?|replies|comments|status|applicants|bids?|clicks|downloads|shares)|last_?\w+|updated_?at|is_?read|read|seen|unread\w*|joined\w*|accepted\w*)$/i

/** A field that people are meant to change on what is others': to like, to join, to mark as read. */
export const isShared = (field: string): boolean => SHARED.test(field)

/** A change to somebody's document that matters: of any field, or of one that nobody else has a say in. */
function change(ground: Ground, caller: Caller | undefined, of: Caller): Attempt {
  const any = ask(ground, 'update', caller, of, ground.service.name === 'firebase.storage' ? new Map() : new Map([['note', 'changed']]))
  if (any.allowed || !ask(ground, 'update', caller, of).allowed) return any
  for (const field of ground.fields) {
    if (isShared(field) || ground.ownerFields(of).has(field)) continue
    const found = ask(ground, 'update', caller, of, new Map([[field, chosenValues(field)[0]!]]))
    if (found.allowed) return found
  }
  return any
}

function chosenValues(field: string): RulesValue[] {
  if (/^(?:is|has)[A-Z_]|admin$|verified|premium|paid|approved/i.test(field) && !/At$|By$/.test(field)) return [true]
  if (/role|plan|status|tier|permission/i.test(field))
    return [/roles|permissions/.test(field) ? { t: 'list', items: ['admin'] } : 'admin', ...(/status/i.test(field) ? ['paid'] : [])]
  if (/balance|credits?|price|amount|total|points|coins|wallet|limit|quota|count|score/i.test(field))
    return [999_999, { t: 'float', value: 0.5 }]
  return ['seaworthy']
}

type Attempt = Pick<Trial, 'allowed' | 'by' | 'until' | 'with' | 'error'>

/** Tries one request; where rules ask something of the document that is sent, such documents are tried as well. */
function ask(
  ground: Ground,
  does: TrialDoes,
  caller: Caller | undefined,
  of: Caller,
  pins: ReadonlyMap<string, RulesValue> = new Map(),
): Attempt {
  const path = ground.pathOf(of.uid, does === 'create')
  const standing = ground.documentOf(of)
  const storage = ground.service.name === 'firebase.storage'
  const stored = does === 'create' ? new Map(ground.stored) : new Map([...ground.stored, [path, standing] as const])
  if (does === 'create') stored.delete(path)
  const request = (data: RulesMap | undefined): RulesRequest => ({
    method: does,
    path,
    auth: caller ? { uid: caller.uid, token: caller.token } : null,
    time: ground.time,
    ...(storage && does !== 'create' ? { resource: standing } : {}),
    ...(data ? { data } : {}),
  })
  const writes = does === 'create' || does === 'update'
  if (!writes) return told(ground, decide(ground.rules, ground.service, request(undefined), stored), undefined)
  const first = startOf(ground, does, of, standing, pins, storage)
  const decision = decide(ground.rules, ground.service, request(first.data), stored)
  if (decision.allowed) return told(ground, decision, first.data)
  for (const draft of proposed(
    ground,
    request,
    first,
    stored,
    does === 'update' ? standing : undefined,
    pins.size > 0 || caller?.actor !== 'a' ? 60 : 160,
  )) {
    const again = decide(ground.rules, ground.service, request(draft.data), stored)
    if (again.allowed) return told(ground, again, draft.data)
  }
  return told(ground, decision, undefined)
}

function startOf(
  ground: Ground,
  does: TrialDoes,
  of: Caller,
  standing: RulesMap,
  pins: ReadonlyMap<string, RulesValue>,
  storage: boolean,
): Draft {
  const owner = ground.ownerFields(of)
  const base = storage
    ? standing.entries
    : does === 'update'
      ? new Map([...standing.entries, ['note', 'changed'] as const])
      : new Map([...owner, ['note', 'new'] as const])
  const pinned = new Set([...(storage ? [] : owner.keys()), ...pins.keys()])
  return { data: mapOf([...base, ...pins]), pinned }
}

function* proposed(
  ground: Ground,
  request: (data: RulesMap) => RulesRequest,
  first: Draft,
  stored: Documents,
  before: RulesMap | undefined,
  steps: number,
): Generator<Draft> {
  // An empty change is a change as well: it shows that a write is possible, where nothing but that is asked.
  const bare = withField(first, ['note'], undefined)[0] ?? first
  const done = new Set<string>()
  const seen: Seen = new WeakMap()
  for (const { allow, names } of applicable(
    ground.rules,
    ground.service,
    request(first.data).path,
    rootsOf(ground.service, request(first.data), stored),
  )) {
    const condition = covers(allow, request(first.data).method) && allow.condition ? inlined(allow.condition, names) : undefined
    if (!condition) continue
    for (const start of [first, bare]) {
      let count = 0
      for (const draft of proposals(
        condition,
        start,
        (expr, at) => evaluateWith(ground, request(at.data), stored, names, expr, seen),
        before,
        steps,
      )) {
        const text = JSON.stringify([...draft.data.entries])
        if (!done.has(text)) yield draft
        done.add(text)
        if (++count >= MOST_PROPOSALS) break
      }
    }
  }
}

type Seen = WeakMap<RulesMap, { readonly roots: ReadonlyMap<string, RulesValue>; readonly after: Documents }>

function evaluateWith(
  ground: Ground,
  request: RulesRequest,
  stored: Documents,
  names: Names,
  expr: Parameters<typeof evaluate>[0],
  seen: Seen,
): RulesValue {
  const data = request.data!
  let known = seen.get(data)
  if (!known) {
    known = { roots: rootsOf(ground.service, request, stored), after: new Map([...stored, [request.path, data]]) }
    seen.set(data, known)
  }
  const values = new Map([...names.values, ...known.roots])
  return evaluate(expr, { ...names, values }, { documents: stored, after: known.after, expressions: 0, read: new Set() })
}

function told(ground: Ground, { allowed, by, errors }: Decision, data: RulesMap | undefined): Attempt {
  return {
    allowed,
    by: by.map(allow => ({ file: ground.file, line: allow.line })),
    ...(allowed && ground.until ? { until: ground.until } : {}),
    ...(allowed && data ? { with: spelled(data) } : {}),
    ...(!allowed && errors[0] ? { error: errors[0].message } : {}),
  }
}

function spelled(data: RulesMap): string {
  const plain = (value: RulesValue): unknown => {
    if (value === null || typeof value !== 'object') return value
    switch (value.t) {
      case 'float':
        return value.value
      case 'list':
      case 'set':
        return value.items.map(plain)
      case 'map':
        return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]))
      case 'timestamp':
        return new Date(value.ms).toISOString()
      default:
        return `<${value.t}>`
    }
  }
  return JSON.stringify(plain(data))
}
