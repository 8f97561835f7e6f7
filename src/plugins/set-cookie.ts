import type { Place } from '#base/place'
import type { Run } from './plugin.js'
import { object, UNDEFINED, type Value } from './value.js'

/** Emits that a cookie is given to the visitor, or taken away: one without a value, or with no time left, is not kept. */
export function setCookie(
  run: Run,
  at: Place,
  name: Value = UNDEFINED,
  value: Value = UNDEFINED,
  options: Value | undefined = undefined,
): void {
  if (isEnded(value, options)) endCookie(run, at, name)
  else
    run.emit(
      {
        kind: 'session',
        does: 'cookie',
        input: object([
          ['name', name],
          ['value', value],
        ]),
        options,
      },
      at,
    )
}

export function endCookie(run: Run, at: Place, name: Value = UNDEFINED): void {
  run.emit({ kind: 'session', does: 'destroy', input: name, options: undefined }, at)
}

/** `res.cookie('token', '', …)`; and `res.cookie('token', { maxAge: 0 })`, which means to be that. */
function isEnded(value: Value, options: Value | undefined): boolean {
  if (value.k === 'object') return [...value.props.keys()].some(key => /^(?:maxAge|expires|httpOnly)$/.test(key))
  const age = options?.k === 'object' ? options.props.get('maxAge') : undefined
  return (value.k === 'literal' && value.value !== undefined && !value.value) || (age?.k === 'literal' && Number(age.value) <= 0)
}
