import type { Place, TrailStep } from '#base/place'
import type { FileFacts, FunctionFact } from '#facts/ir'
import type { LiveEffect } from '#plugins/effect'
import type { Plugin, Run, World } from '#plugins/plugin'
import type { Alternative, Fact, Value } from '#plugins/value'
import type { Leaving } from './leave.js'

/** The plugins, found by the library they speak for. */
export interface Plugins {
  readonly all: readonly Plugin[]
  readonly of: (library: string) => readonly Plugin[]
}

/** A function that is being run. */
export interface Frame {
  readonly fact: FunctionFact
  readonly file: string
  readonly returns: Alternative[]
  /** What had been written on the way to each of them, by branches that take it back. */
  readonly written: WriteLog[]
  /** How many branches were under way when it was entered. */
  readonly depth: number
  /** How many facts held when it was entered. */
  readonly entry: number
  readonly step: TrailStep | undefined
  /** What it was called with. */
  readonly args: readonly Value[]
}

/** Old values of what a branch writes, so that two branches can be compared and joined. */
export type WriteLog = Map<Map<string, Value>, Map<string, Value | undefined>>

/** The state of one run. */
export interface Machine extends Run {
  readonly world: World
  readonly plugins: Plugins
  readonly effects: LiveEffect[]
  facts: readonly Fact[]
  /** More that holds from here on, worked out when somebody asks: mostly nobody does. */
  readonly assumeLater: (add: () => readonly Fact[]) => void
  readonly frames: Frame[]
  readonly loops: { at: Place; over: Value; bounded: boolean }[]
  readonly logs: WriteLog[]
  readonly factsOf: (file: string) => FileFacts
  /** Runs with another module's file as the current one. */
  readonly inFile: <Result>(file: string, body: () => Result) => Result
  /** Functions that anything called. */
  readonly called: Set<unknown>
  /** How many `catch` blocks are around what runs. */
  catching: number
  /** Tests of the `if`s under way, with the way taken. */
  readonly sides: { readonly test: Value; readonly truthy: boolean }[]
  /** Loops under way, with what their ways out have written. */
  readonly leaving: Leaving[]
  /** Effects of a `try` whose `catch` answers with nothing, and how deep the function stands that does so. */
  readonly unsaid: { readonly at: Place; readonly depth: number; readonly first: number; readonly end: number }[]
  /** Set when what was called never returns. */
  thrown: boolean
  /** Who is told what the function at a depth of frames returns, where it does. */
  listener: { readonly depth: number; readonly tell: (value: Value, at: Place) => void } | undefined
  /** Evaluations left before the run gives up. */
  fuel: number
  exhausted: boolean
}

export const placeAt = (m: Machine, line: number): Place => ({ file: m.file, line })

/** Writes into a scope or an object, remembering the old value for the branches under way. */
export function write(m: Machine, into: Map<string, Value>, key: string, value: Value): void {
  const log = m.logs.at(-1)
  if (log) {
    let old = log.get(into)
    if (!old) log.set(into, (old = new Map()))
    if (!old.has(key)) old.set(key, into.get(key))
  }
  into.set(key, value)
}

/** Runs a body and takes its writes back, returning the values written. */
export function withLog(m: Machine, body: () => void): WriteLog {
  const log: WriteLog = new Map()
  m.logs.push(log)
  try {
    body()
  } finally {
    m.logs.pop()
  }
  if (!log.size) return NOTHING_WRITTEN
  const written: WriteLog = new Map()
  for (const [into, old] of log) {
    const values = new Map<string, Value | undefined>()
    for (const [key, before] of old) {
      values.set(key, into.get(key))
      if (before === undefined) into.delete(key)
      else into.set(key, before)
    }
    written.set(into, values)
  }
  return written
}

export const NOTHING_WRITTEN: WriteLog = new Map()

/** Makes writes that `withLog` took back. */
export function replay(m: Machine, writes: WriteLog): void {
  for (const [into, values] of writes) for (const [key, value] of values) if (value) write(m, into, key, value)
}
