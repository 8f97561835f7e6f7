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

interface Queue {
  readonly at: Place
  readonly roles: Set<string>
  ruled: boolean
}

/** Queues whose messages `anon` or whoever is signed in may touch, and that no row rules keep. */
export function openQueuesIn(source: Source): OpenQueue[] {
  const queues = new Map<string, Queue>()
  for (const { sql, at } of piecesLike(source, /\bpgmq\b/i)) {
    for (const name of namesIn(sql, CREATED)) queues.set(name, { at, ruled: false, roles: new Set() })
    for (const name of namesIn(sql, DROPPED)) queues.delete(name)
    // A loop over their tables sets the rules of all.
    const byLoop = /\bexecute\b/i.test(sql) && /enable\s+row\s+level\s+security/i.test(sql)
    for (const name of byLoop ? queues.keys() : namesIn(sql, RULED)) {
      const queue = queues.get(name)
      if (queue) queue.ruled = true
    }
    giveRights(queues, sql)
  }
  return [...queues].flatMap(([name, { at, ruled, roles }]) => (ruled || roles.size === 0 ? [] : [{ name, at, roles: [...roles] }]))
}

const namesIn = (sql: string, pattern: RegExp): string[] => [...sql.matchAll(pattern)].map(([, name = '']) => name.toLowerCase())

function giveRights(queues: ReadonlyMap<string, Queue>, sql: string): void {
  for (const [, does = '', on = '', to = ''] of sql.matchAll(RIGHT)) {
    const named = /q_(\w+)/i.exec(on)?.[1]?.toLowerCase()
    const touched = named === undefined ? [...queues.values()] : [queues.get(named)].flatMap(queue => queue ?? [])
    const whom = (to.match(/\b(?:anon|authenticated|public)\b/gi) ?? []).map(role => role.toLowerCase())
    const change = does.toLowerCase() === 'grant' ? 'add' : 'delete'
    for (const { roles } of touched) for (const role of whom) roles[change](role)
  }
}
