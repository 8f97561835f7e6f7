import { Aggregator, Query } from 'mingo'
import type { Cursors } from './cursors.js'
import { isPlain, keyOf, valuesAt, type Doc } from './document.js'
import { matching, options, readable, sorted, withoutMeta } from './query.js'
import { MongoRefusal } from './refusal.js'
import { docs, spaceOf, write, type Session } from './session.js'

/** `ProcessingMode.CLONE_INPUT`, which the engine does not export: stages write into what they are given. */
const CLONE_INPUT = 1
const ELSEWHERE = /^\$(changeStream|search|searchMeta|vectorSearch|geoNear|currentOp|listSessions)$/

export function find(session: Session, command: Doc, cursors: Cursors): Doc {
  const name = command['find']
  const found = sorted(matching(session, name, (command['filter'] ?? {}) as Doc, command), command['sort'], session, command)
  const skip = Number(command['skip'] ?? 0)
  const limit = Math.abs(Number(command['limit'] ?? 0))
  const cut = found.slice(skip, limit === 0 ? undefined : skip + limit)
  const projection = withoutMeta(command['projection'])
  const shown = projection ? new Query({}, options(command, session)).find<Doc>(cut, projection).all() : cut
  const single = command['singleBatch'] === true || Number(command['limit'] ?? 0) < 0
  return cursors.open(spaceOf(session, name), shown, command['batchSize'], single)
}

export function aggregate(session: Session, command: Doc, cursors: Cursors): Doc {
  const name = command['aggregate']
  const pipeline = [...((command['pipeline'] ?? []) as Doc[])]
  for (const stage of pipeline) {
    const unknown = Object.keys(stage).find(key => ELSEWHERE.test(key))
    if (unknown) throw new MongoRefusal(40324, 'Location40324', `the lab’s MongoDB has no ${unknown}`)
  }
  const target = pipeline.at(-1)
  const writes = target && ('$out' in target || '$merge' in target) ? pipeline.pop() : undefined
  // The first `$match` is most of the work, and needs no copy of what it drops.
  const first = pipeline[0]?.['$match']
  const input = isPlain(first) ? matching(session, name, first, command) : [...docs(session, name).values()]
  const rest = (isPlain(first) ? pipeline.slice(1) : pipeline).map(stage => clean(stage))
  const settings = { ...options(command, session), processingMode: CLONE_INPUT }
  const made = rest.length === 0 ? input : new Aggregator(rest, settings).run<Doc>(input)
  if (writes) {
    into(session, writes, made)
    return cursors.open(spaceOf(session, name), [], undefined, true)
  }
  return cursors.open(spaceOf(session, name), made, (command['cursor'] as Doc | undefined)?.['batchSize'], false)
}

function clean(stage: Doc): Doc {
  return isPlain(stage['$match']) ? { $match: readable(stage['$match'], []) } : stage
}

function into(session: Session, stage: Doc, made: readonly Doc[]): void {
  const given = (stage['$out'] ?? stage['$merge']) as string | Doc
  const to = typeof given === 'string' ? given : (given['into'] ?? given['coll'])
  const name = typeof to === 'string' ? to : (to as Doc)['coll']
  if ('$out' in stage) for (const doc of docs(session, name).values()) write(session, name, doc, undefined)
  for (const doc of made) {
    const before = docs(session, name).get(keyOf(doc['_id']))
    write(session, name, before, before && '$merge' in stage ? { ...before, ...doc } : doc)
  }
}

export function count(session: Session, command: Doc): Doc {
  const found = matching(session, command['count'], (command['query'] ?? {}) as Doc, command).length
  const left = Math.max(0, found - Number(command['skip'] ?? 0))
  const limit = Math.abs(Number(command['limit'] ?? 0))
  return { n: limit === 0 ? left : Math.min(left, limit), ok: 1 }
}

export function distinct(session: Session, command: Doc): Doc {
  const found = matching(session, command['distinct'], (command['query'] ?? {}) as Doc, command)
  const values = new Map(found.flatMap(doc => valuesAt(doc, String(command['key']))).map(value => [keyOf(value), value]))
  return { values: [...values.values()], ok: 1 }
}
