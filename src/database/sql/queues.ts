import type { Place } from '#base/place'
import type { Source } from '#source/source'
import { piecesLike } from './pieces.js'

/** A queue of `pgmq` that browsers have a right to. */
export interface OpenQueue {
  readonly name: string
  readonly roles: readonly string[]
  readonly at: Place
}

const CREATED = /\bpgmq\s*\.\s*create(?:_non_partitioned|_unlogged|_partitioned)?\s*\(\s*(?:queue_name\s*(?:=>|:=)\s*)?'([^']+)'/gi
const DROPPED = /\bpgmq\s*\.\s*drop_queue\s*\(\s*(?:queue_name\s*(?:=>|:=)\s*)?'([^']+)'/gi
const RULED = /\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?"?pgmq"?\s*\.\s*"?q_(\w+)"?\s+enable\s+row\s+level\s+security/gi
const RIGHT =
  /\b(grant|revoke)\s+[\w\s,]*?\bon\s+(?:table\s+)?(all\s+tables\s+in\s+schema\s+"?pgmq\b"?|"?pgmq"?\s*\.\s*"?q_\w+"?)\s+(?:to|from)\s+([\w\s,"]+)/gi

/** Queues whose messages `anon` or whoever is signed in may touch, and that no row rules keep. */
export function openQueuesIn(source: Source): OpenQueue[] {
  const queues = new Map<string, { at: Place; ruled: boolean; roles: Set<string> }>()
  for (const { sql, at } of piecesLike(source, /\bpgmq\b/i)) {
    for (const [, name = ''] of sql.matchAll(CREATED)) queues.set(name.toLowerCase(), { at, ruled: false, roles: new Set() })
    for (const [, name = ''] of sql.matchAll(DROPPED)) queues.delete(name.toLowerCase())
    for (const [, name = ''] of sql.matchAll(RULED)) {
      const queue = queues.get(name.toLowerCase())
      if (queue) queue.ruled = true
    }
    // A loop over their tables sets the rules of all.
    if (/\bexecute\b/i.test(sql) && /enable\s+row\s+level\s+security/i.test(sql)) for (const queue of queues.values()) queue.ruled = true
    for (const [, does = '', on = '', to = ''] of sql.matchAll(RIGHT)) {
      const named = /q_(\w+)/i.exec(on)?.[1]?.toLowerCase()
      for (const [name, { roles }] of queues)
        if (named === undefined || named === name)
          for (const role of to.match(/\b(?:anon|authenticated|public)\b/gi) ?? [])
            if (does.toLowerCase() === 'grant') roles.add(role.toLowerCase())
            else roles.delete(role.toLowerCase())
    }
  }
  return [...queues].flatMap(([name, { at, ruled, roles }]) => (ruled || roles.size === 0 ? [] : [{ name, at, roles: [...roles] }]))
}
