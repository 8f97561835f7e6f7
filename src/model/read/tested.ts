import type { Effect } from '../app-model.js'
import { originsOf, REQUEST_ORIGINS, type Term } from '../term.js'

/** Before it happens, what the request says was held against something: it may be the proof of who calls. */
export const isAfterTest = ({ when }: Effect): boolean => when.some(({ term }) => isTest(term))

/** Whether something is there is no test; what an unknown function made of it may be one. */
const isTest = (term: Term): boolean =>
  term.kind === 'computed' &&
  (term.how === '!'
    ? term.of.some(isTest)
    : term.how.startsWith('call ') || [...originsOf(term)].some(({ from }) => REQUEST_ORIGINS.has(from)))
