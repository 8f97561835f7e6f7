import type { Gap } from '#base/gap'
import type { Place, TrailStep } from '#base/place'
import type { DatabaseFunction } from '#database/catalogue'
import type { FileFacts } from '#facts/ir'
import type { LiveAction, LiveEffect } from '#plugins/effect'
import type { World } from '#plugins/plugin'
import type { Fact, Value } from '#plugins/value'
import type { Source } from '#source/source'
import { implied } from './assume.js'
import { callValue } from './call.js'
import { commonOfAll, together } from './join.js'
import { type Machine, type Plugins, withLog } from './machine.js'
import { elementOf, getMember, setMember } from './members.js'
import { loadModule, type Module } from './module.js'

export interface WorldParts {
  readonly source: Source
  readonly functions?: readonly DatabaseFunction[]
  readonly plugins: Plugins
  readonly factsOf: (file: string) => FileFacts
  readonly resolve: (from: string, specifier: string) => string | undefined
}

/** What was loaded and called, for what nobody reaches. */
export interface Traffic {
  readonly modules: ReadonlyMap<string, Module>
  readonly called: ReadonlySet<unknown>
  /** What each module did when it was loaded. */
  readonly begun: readonly (readonly LiveEffect[])[]
}

const FUEL = 400_000

/** A world in which modules can be loaded and requests run. */
export function createWorld(parts: WorldParts): { world: World; traffic: Traffic } {
  const called = new Set<unknown>()
  const modules = new Map<string, Module>()
  const begun: (readonly LiveEffect[])[] = []
  const gaps: Gap[] = []
  const world: World = {
    source: parts.source,
    functions: parts.functions ?? [],
    routes: [],
    setups: [],
    gaps,
    memory: new Map(),
    resolve: parts.resolve,
    load: file =>
      loadModule(file, modules, () => {
        const m = machine(world, parts, file, called)
        begun.push(m.effects)
        return m
      }),
    run: () => machine(world, parts, '', called),
  }
  return { world, traffic: { modules, called, begun } }
}

function machine(world: World, parts: WorldParts, file: string, called: Set<unknown>): Machine {
  let facts: readonly Fact[] = []
  let more: (() => readonly Fact[]) | undefined
  const m: Machine = {
    world,
    plugins: parts.plugins,
    factsOf: parts.factsOf,
    effects: [],
    marks: new Map(),
    get facts() {
      if (more) {
        const asked = more
        more = undefined
        facts = together(facts, asked())
      }
      return facts
    },
    set facts(held) {
      facts = held
      more = undefined
    },
    assumeLater(add) {
      if (more) void m.facts
      more = add
    },
    called,
    frames: [],
    loops: [],
    logs: [],
    catching: 0,
    sides: [],
    leaving: [],
    unsaid: [],
    thrown: false,
    listener: undefined,
    functionMade: undefined,
    fuel: FUEL,
    exhausted: false,
    get file() {
      const { frames } = m
      return frames.length ? frames[frames.length - 1]!.file : file
    },
    inFile(inner, body) {
      // A frame inside decides again for itself, so the override lasts only until the next call.
      const depth = m.frames.length
      m.frames.push({
        fact: EMPTY,
        file: inner,
        returns: [],
        written: [],
        depth: m.logs.length,
        entry: m.facts.length,
        step: undefined,
        args: [],
      })
      try {
        return body()
      } finally {
        m.frames.length = depth
      }
    },
    emit<Action extends LiveAction>(action: Action, place: Place, written?: Value): Action & LiveEffect {
      const at = written ? whereWritten(m, written, place) : place
      const trail: TrailStep[] = []
      for (const { step } of m.frames) if (step) trail.push(step)
      const effect = Object.assign(action, {
        at,
        facts: m.facts,
        trail,
        loop: m.loops.at(-1),
        swallowedBy: undefined,
        caught: m.catching > 0,
        failure: undefined,
      }) as unknown as Action & LiveEffect
      m.effects.push(effect)
      return effect
    },
    assume(fact: Fact) {
      m.facts = [...m.facts, fact]
    },
    common: paths => commonOfAll(paths),
    implied: (value, truthy) => implied(m, value, truthy, { file: m.file, line: 0 }),
    get: (of, key) => getMember(m, of, key),
    set: (of, key, value) => setMember(m, of, key, value),
    call: (callee, args, at, self) => callValue(m, callee, args, at, self ? { self } : {}),
    callHearing(callee, args, at, tell) {
      m.listener = { depth: m.frames.length + 1, tell }
      callValue(m, callee, args, at)
      m.listener = undefined
    },
    callInLoop(callee: Value, args, over, at) {
      m.loops.push({ at, over, bounded: over.k === 'list' && !over.open })
      const before = m.facts
      const value = callValue(m, callee, args, at)
      m.facts = before
      m.loops.pop()
      return value
    },
    elementOf: value => elementOf(m, value),
    stop() {
      m.thrown = true
    },
    recover() {
      const { thrown } = m
      m.thrown = false
      return thrown
    },
    branch(facts, body) {
      const before = m.facts
      const thrown = m.thrown
      m.facts = together(before, facts)
      withLog(m, body)
      m.facts = before
      m.thrown = thrown
    },
    gap: (at, why, hides) => void world.gaps.push({ at, why, hides }),
  }
  return m
}

const EMPTY = { name: '', l: 0, end: 0, params: [], types: [], body: [], arrow: true, directives: [] }

/** A statement stands where its text is written, not in the function that hands every text to the pool. */
function whereWritten(m: Machine, text: Value, place: Place): Place {
  let at = place
  for (let index = m.frames.length - 1; index >= 0; index--) {
    const frame = m.frames[index]!
    if (!frame.args.includes(text) || !frame.step) return at
    at = frame.step.at
  }
  return at
}
