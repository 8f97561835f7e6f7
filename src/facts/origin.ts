/**
 * Where a value comes from.
 * - `params` `query` `body` `headers` `cookies` `files` `url`: chosen by whoever calls
 * - `session`: the caller, verified
 * - `event`: a webhook's event whose signature was verified
 * - `row`: read from a table; `env`: a variable; `service`: answered by an outside service; `model`: written by an AI model
 * - `error`: a caught error; `secret-random` and `random`: generated; `time`: the clock; `file`: a file's content
 * - `client`: state in the browser (code that runs there)
 */
export type OriginKind =
  | 'params'
  | 'query'
  | 'body'
  | 'headers'
  | 'cookies'
  | 'files'
  | 'url'
  | 'session'
  | 'event'
  | 'row'
  | 'env'
  | 'service'
  | 'model'
  | 'error'
  | 'random'
  | 'secret-random'
  | 'time'
  | 'file'
  | 'client'

/** Origins that whoever calls chooses freely. */
export const REQUEST_ORIGINS: ReadonlySet<OriginKind> = new Set(['params', 'query', 'body', 'headers', 'cookies', 'files', 'url', 'client'])

/** Holds a token that only one caller was given: `Authorization`, `X-Auth-Token`, a cookie of the session. */
export const holdsToken = ({ from, path: [name = ''] }: { from: OriginKind; path: readonly string[] }): boolean =>
  (from === 'headers' && /^(?:authorization|[\w-]*token)$/i.test(name)) || (from === 'cookies' && /token|jwt|session|^sid$/i.test(name))

/** A condition under which code goes on, by what it establishes of the caller. */
export type GuardKind = 'session' | 'role' | 'owner' | 'signature' | 'secret' | 'weak'
