import type { Effect } from '../app-model.js'
import type { Term } from '../term.js'

/** A token that the app signs is answered, or put into a cookie. */
export const handsOutToken = (effect: Effect): boolean =>
  (effect.kind === 'respond' && effect.body !== undefined && isSigned(effect.body)) || (effect.kind === 'session' && isSigned(effect.input))

const isSigned = (term: Term): boolean =>
  (term.kind === 'computed' && (term.how === 'call sign' || term.of.some(isSigned))) ||
  (term.kind === 'object' && (term.entries.some(([, value]) => isSigned(value)) || term.spread.some(isSigned))) ||
  (term.kind === 'either' && term.of.some(isSigned))
