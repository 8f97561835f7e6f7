import type { Place } from '#base/place'
import type { Run } from './plugin.js'
import type { Value } from './value.js'

const ASKS = /auth|session|protect|guard|jwt|passport|login|require|permission|acl|verif/i

/**
 * A middleware that nobody could read: what follows runs. Where its name says that it asks who is calling, it is taken at
 * its word, and the report says whose word that is; else it is not known what it checked.
 */
export function unread(run: Run, handler: Value, at: Place): void {
  const name =
    handler.k === 'library' ? `${handler.library}.${handler.path.replace(/\(\)/g, '')}` : handler.k === 'function' ? handler.fact.name : ''
  if (ASKS.test(name)) run.assume({ kind: 'guard', guard: 'session', at, how: `\`${name}\`, by its name: its code could not be followed` })
  else if (handler.k === 'unknown' || handler.k === 'computed' || isLost(handler)) run.marks.set('unread-guard', at)
}

/** Out of a file of the app's own that is not there. */
const isLost = (handler: Value): boolean => handler.k === 'library' && /^(?:\.{1,2}|[@~#])\//.test(handler.library)
