import type { LabWorld, Mischief, OutsideAnswer, OutsideRequest, StandIn } from '../stand-in.js'
import { fields, numeric, type Fields } from './fields.js'
import type { StandInFactory } from './factory.js'
import { seededName, seededUuid } from './identity.js'

/** One service: its hosts, its state, what it answers, and what a probe may ask of it. */
export interface StandInDefinition<State extends object> {
  readonly name: string
  readonly hosts: readonly (string | RegExp)[] | ((host: string, world: LabWorld) => boolean)
  /** Plain data (objects, arrays, Maps, Buffers): it is cloned by `snapshot` and put back by `reset`. */
  start(world: LabWorld): State
  answer(request: OutsideRequest, run: Run<State>): OutsideAnswer | undefined | Promise<OutsideAnswer | undefined>
  /** What the service itself says when it is down. */
  failure(request: OutsideRequest): OutsideAnswer
  readonly controls: Readonly<Record<string, (input: Fields, run: Run<State>, raw: unknown) => unknown>>
}

/** What one request or command works on. */
export interface Run<State extends object> {
  readonly world: LabWorld
  readonly state: State
  readonly mischief: Mischief
  /** `name('cus')` is `cus_` and letters, the same in each run. */
  name(prefix: string, length?: number): string
  uuid(): string
  /** Seconds since 1970, as most services count. */
  seconds(): number
}

const SLOW = 4_000

/**
 * Every stand-in also understands: `mischief` (a kind, or `{kind, milliseconds, times}`), `snapshot` (remember the state), `reset`
 * (go back to it; to the beginning when nothing was remembered).
 */
export function defineStandIn<State extends object>(definition: StandInDefinition<State>): StandInFactory {
  return world => open(definition, world)
}

interface Trouble {
  readonly kind: Mischief
  readonly milliseconds: number
  times: number
}

const CALM: Trouble = { kind: 'none', milliseconds: 0, times: Infinity }

function open<State extends object>(definition: StandInDefinition<State>, world: LabWorld): StandIn {
  let state = definition.start(world)
  let count = 0
  let trouble: Trouble = CALM
  let kept: { readonly state: State; readonly count: number } | undefined
  const waiting = new Set<() => void>()
  const release = () => {
    for (const go of waiting) go()
    waiting.clear()
  }
  const run: Run<State> = {
    world,
    get state() {
      return state
    },
    get mischief() {
      return trouble.kind
    },
    name: (prefix, length = 24) => `${prefix}_${seededName(`${world.seed}:${definition.name}`, ++count, length)}`,
    uuid: () => seededUuid(`${world.seed}:${definition.name}`, ++count),
    seconds: () => Math.floor(world.now().getTime() / 1000),
  }
  /** Held until the mischief ends or the lab closes. */
  const hold = (milliseconds?: number) =>
    new Promise<void>(resolve => {
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds)
      function done() {
        clearTimeout(timer)
        waiting.delete(done)
        resolve()
      }
      waiting.add(done)
    })
  const common: Readonly<Record<string, (input: Fields, raw: unknown) => unknown>> = {
    mischief: (input, raw) => {
      release()
      const kind = (typeof raw === 'string' ? raw : (input['kind'] ?? 'none')) as Mischief
      trouble = { kind, milliseconds: numeric(input['milliseconds']) ?? SLOW, times: numeric(input['times']) ?? Infinity }
      return { mischief: kind }
    },
    snapshot: () => {
      kept = { state: structuredClone(state), count }
      return {}
    },
    reset: () => {
      release()
      trouble = CALM
      state = kept ? structuredClone(kept.state) : definition.start(world)
      count = kept?.count ?? 0
      return {}
    },
  }
  return {
    name: definition.name,
    answers: host => hosts(definition.hosts, host.toLowerCase(), world),
    async answer(request) {
      const now = trouble
      if (now.kind !== 'none' && now.kind !== 'hostile') {
        now.times -= 1
        if (now.times <= 0) trouble = CALM
        if (now.kind === 'error') return definition.failure(request)
        await hold(now.kind === 'slow' ? now.milliseconds : undefined)
        if (now.kind === 'timeout') return definition.failure(request)
      }
      return definition.answer(request, run)
    },
    async control(command, input) {
      const own = definition.controls[command]
      if (own) return own(fields(input), run, input)
      const shared = common[command]
      if (!shared) throw new Error(`the stand-in ${definition.name} knows no command \`${command}\``)
      return shared(fields(input), input)
    },
    async close() {
      release()
    },
  }
}

function hosts(wanted: StandInDefinition<object>['hosts'], host: string, world: LabWorld): boolean {
  if (typeof wanted === 'function') return wanted(host, world)
  return wanted.some(each => (typeof each === 'string' ? each === host : each.test(host)))
}
