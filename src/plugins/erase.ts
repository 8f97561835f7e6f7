import { declare } from './middleware/index.js'
import type { LibraryCall } from './plugin.js'
import { literal, originsIn, type Value } from './value.js'

/**
 * A call that throws all data away, met while the app starts. Where a setting or what is in the database is asked
 * first, somebody meant it; that a connection failed is no such question.
 */
export function erases({ run, at, library }: LibraryCall, how: string): void {
  if (run.world.memory.has('started') || run.facts.some(fact => fact.kind === 'condition' && isAsked(fact.value))) return
  declare(run, { what: 'erase', library: library.split(':')[0]!, at, options: literal(how), prefix: '' })
}

const isAsked = (value: Value): boolean => originsIn([value]).some(one => one.from !== 'error')
