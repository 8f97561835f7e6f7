import type { Place } from '#base/place'
import type { Fact, Value } from '#plugins/value'
import type { Machine } from './machine.js'

/** `throw new ApiError(429, …)`: whoever counts callers by hand may leave the answer to an error handler. */
export function refuse(m: Machine, error: Value, at: Place): void {
  if (saysTooMany(error) && !isPassedOn(m.facts) && !m.marks.has('limiter')) m.marks.set('limiter', at)
}

function saysTooMany(value: Value): boolean {
  switch (value.k) {
    case 'literal':
      return value.value === 429 || value.value === 'TOO_MANY_REQUESTS'
    case 'object':
      return [...value.props].some(([key, one]) => one.k === 'literal' && /^(status|statusCode|code)$/i.test(key) && saysTooMany(one))
    case 'library':
      return value.args.some(saysTooMany)
    default:
      return false
  }
}

/** An outside service, or an error that was caught, decides here: passing on its refusal limits nobody. */
export const isPassedOn = (facts: readonly Fact[]): boolean =>
  facts.some(fact => fact.kind === 'condition' && (fact.truthy || !isError(fact.value)) && isForeign(fact.value))

/** That there was no error says nothing of who refuses. */
const isError = (value: Value): boolean => value.k === 'origin' && value.from === 'error'

function isForeign(value: Value): boolean {
  switch (value.k) {
    case 'origin':
      return value.from === 'service' || value.from === 'model' || value.from === 'error'
    case 'computed':
      return value.of.some(isForeign)
    case 'either':
      return value.of.some(one => isForeign(one.value))
    default:
      return false
  }
}
