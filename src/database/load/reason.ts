import type { DatabaseError } from '../engine/database.js'
import type { FailureReason } from './loaded.js'
import { bare } from './subject.js'

/** Types and functions that only an extension brings. */
const OF_EXTENSIONS =
  /^(?:vector|halfvec|sparsevec|geometry|geography|box2d|citext|hstore|ltree|cube|st_\w+|gin_trgm_ops|gist_trgm_ops|vector_\w+_ops|ivfflat|hnsw|similarity|word_similarity|unaccent|http_\w+|uuid_generate_v\d\w*|gen_salt|crypt|digest|pgp_\w+|earth_distance|ll_to_earth|levenshtein|soundex|metaphone)$/

/** SQLSTATEs of something that is not there: table, function, type or role, schema, column. */
const MISSING = new Set(['42P01', '42883', '42704', '3F000', '42703', '42P02', '26000', '3D000'])
export const isMissing = (code: string): boolean => MISSING.has(code)

/** Why a statement failed. `made`: bare names of all that the app's files make; `failed`: why those failed that are not there because of it. */
export function reasonOf(
  error: DatabaseError,
  kind: string,
  made: ReadonlySet<string>,
  failed: ReadonlyMap<string, FailureReason>,
): FailureReason {
  const { code, message } = error
  if (code === '57014') return 'timeout'
  if (code === '42601') return 'syntax'
  if (kind === 'CreateExtensionStmt') return 'missing-extension'
  if (isMissing(code) && !/^missing FROM-clause/.test(message)) {
    const named = bare(
      (/"([^"]+)"/.exec(message)?.[1] ?? /(?:function|column|type|procedure) ([\w."]+)/.exec(message)?.[1] ?? '').replace(/\(.*$/, ''),
    )
    if (OF_EXTENSIONS.test(named)) return 'missing-extension'
    return failed.get(named) ?? (made.has(named) ? 'contradictory' : 'missing-base')
  }
  return /^(?:42|23|2B|22|0A|55|P0)/.test(code) ? 'contradictory' : 'other'
}
