import type { Place } from './keyspace.js'
import type { Reply } from './reply.js'

/** A command on data: words after its name, at least `least` of them. */
export interface Command {
  readonly least: number
  run(at: Place, args: readonly string[]): Reply
}

export type Commands = Readonly<Record<string, Command>>

export function command(least: number, run: (at: Place, ...args: string[]) => Reply): Command {
  return { least, run: (at, args) => run(at, ...args) }
}
