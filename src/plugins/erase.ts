import { declare } from './middleware/index.js'
import type { LibraryCall } from './plugin.js'
import { literal, originsIn, type Value } from './value.js'

/**
 * A call that throws all data away, met while the app starts. Where a setting or what is in the database is asked
 * first, somebody meant it; that a connection failed is no such question.
 */
export const erases = (call: LibraryCall, how: string): void => atStart(call, 'erase', how)

/** The same of one that changes tables to what the code says of them. */
export const alters = (call: LibraryCall, how: string): void => atStart(call, 'alter', how)

function atStart({ run, at, library }: LibraryCall, what: 'erase' | 'alter', how: string): void {
  if (run.world.memory.has('started') || run.facts.some(fact => fact.kind === 'condition' && isAsked(fact.value))) return
  declare(run, { what, library: library.split(':')[0]!, at, options: literal(how), prefix: '' })
}

const isAsked = (value: Value): boolean => originsIn([value]).some(one => one.from !== 'error')
