import type { Place } from '#base/place'
import type { Source } from '#source/source'
import { piecesLike } from './pieces.js'

/** A table that nothing cleans up by itself. */
export interface UncleanedTable {
  readonly name: string
  readonly at: Place
}

const NAMED = /^(?:create|alter)\s+(?:unlogged\s+)?table\s+(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?("?[\w$]+"?(?:\s*\.\s*"?[\w$]+"?)?)/i
const OFF = /\bautovacuum_enabled\s*=\s*'?(?:false|off|0|no)\b/i
const ON = /\bautovacuum_enabled\s*(?:=\s*'?(?:true|on|1|yes)\b|\s*[,)])/i

/** Tables that the app's migrations take out of autovacuum and never give back. */
export function uncleanedIn(source: Source): UncleanedTable[] {
  const found = new Map<string, UncleanedTable>()
  for (const { sql, at } of piecesLike(source, /\bautovacuum_enabled\b/i)) {
    const name = NAMED.exec(sql)?.[1]
      ?.replaceAll(/["\s]/g, '')
      .replace(/^public\./, '')
    if (name === undefined) continue
    if (OFF.test(sql)) found.set(name, { name, at })
    else if (ON.test(sql)) found.delete(name)
  }
  return [...found.values()]
}
