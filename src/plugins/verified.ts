import type { Place } from '#base/place'
import type { Run } from './plugin.js'
import { type Fact, origin, type OriginValue } from './value.js'

/** Someone is signed in, as `how` has verified. */
export const signedIn = (at: Place, how: string): Fact => ({ kind: 'guard', guard: 'session', at, how })

/** The caller where there may be none: whoever finds it truthy knows that someone is signed in. */
export const maybeCaller = (at: Place, how: string, path: readonly string[] = []): OriginValue =>
  origin('session', path, { at, implies: [signedIn(at, how)] })

/** The caller after a step that throws, or answers by itself, where there is none. */
export function caller(run: Run, at: Place, how: string, path: readonly string[] = []): OriginValue {
  run.assume(signedIn(at, how))
  return origin('session', path, { at })
}

/** The error that a library hands over where it could not verify the caller: falsy, and someone is signed in. */
export const refusal = (at: Place, how: string): OriginValue => origin('error', [], { at, denies: [signedIn(at, how)] })

/** Something asked of the signed-in user: a role, a permission, a scope. */
export const inRole = (at: Place, how: string, name: string): Fact => ({ kind: 'guard', guard: 'role', at, how, name })
