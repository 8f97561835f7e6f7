import { Long } from 'bson'
import type { Doc } from './document.js'
import { MongoRefusal } from './refusal.js'

const FIRST = 101

/** Answers that do not fit in one batch, until they are read. */
export interface Cursors {
  open(space: string, docs: readonly Doc[], batchSize: unknown, single: boolean): Doc
  more(command: Doc): Doc
  kill(ids: readonly unknown[]): Doc
}

export function createCursors(): Cursors {
  const open = new Map<string, { readonly space: string; rest: readonly Doc[] }>()
  let last = 0
  return {
    open(space, docs, batchSize, single) {
      const size = batchSize === undefined ? FIRST : Number(batchSize)
      const firstBatch = single && batchSize === undefined ? docs : docs.slice(0, size)
      const rest = single ? [] : docs.slice(firstBatch.length)
      const id = rest.length > 0 ? ++last : 0
      if (id > 0) open.set(String(id), { space, rest })
      return { cursor: { id: Long.fromNumber(id), ns: space, firstBatch }, ok: 1 }
    },
    more(command) {
      const id = String(command['getMore'])
      const cursor = open.get(id)
      if (!cursor) throw new MongoRefusal(43, 'CursorNotFound', `cursor id ${id} not found`)
      const size = command['batchSize'] === undefined ? cursor.rest.length : Number(command['batchSize'])
      const nextBatch = cursor.rest.slice(0, size)
      cursor.rest = cursor.rest.slice(nextBatch.length)
      const done = cursor.rest.length === 0
      if (done) open.delete(id)
      return { cursor: { id: Long.fromNumber(done ? 0 : Number(id)), ns: cursor.space, nextBatch }, ok: 1 }
    },
    kill(ids) {
      for (const id of ids) open.delete(String(id))
      return { cursorsKilled: ids, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [], ok: 1 }
    },
  }
}
