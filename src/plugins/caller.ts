import { origin, originsIn, type OriginValue, type Value } from './value.js'

/** Whether a value is the verified caller's: of the session, or of a row that was found by it. */
export function isOfCaller(value: Value): boolean {
  return originsIn([value]).some(one => one.from === 'session' || (one.from === 'row' && one.scoped === true))
}

/** The name of a session is what nobody guesses: as it is, or as a digest of what the cookie holds. */
const SESSIONS = /sessions?$/i
const TOKEN_COLUMN = /token|session|key|hash|secret|sid/i

/**
 * What a read gives: a row, with what its filters say of it. A row found by a token that the caller sent in a cookie or
 * a header is the caller, verified: that is what an opaque session is.
 */
export function rowOf(
  table: string | undefined,
  at: { file: string; line: number },
  filters: readonly { column: string; value: Value }[],
): OriginValue {
  const byToken = filters.some(
    filter => isSent(filter.value) && (TOKEN_COLUMN.test(filter.column) || (filter.column === 'id' && SESSIONS.test(table ?? ''))),
  )
  if (byToken) return origin('session', [], { at })
  const scoped = filters.some(filter => isOfCaller(filter.value))
  return origin('row', [], { at, ...(table ? { name: table } : {}), ...(scoped ? { scoped } : {}) })
}

/** Comes in a cookie or the authorization header. */
export const isToken = (value: OriginValue): boolean =>
  value.from === 'cookies' || (value.from === 'headers' && /authorization|token|key/i.test(value.path.at(-1) ?? ''))

function isSent(value: Value): boolean {
  switch (value.k) {
    case 'origin':
      return isToken(value)
    case 'computed':
      return value.of.some(isSent)
    case 'either':
      return value.of.some(one => isSent(one.value))
    default:
      return false
  }
}
