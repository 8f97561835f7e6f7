import { rowOf } from '../caller.js'
import { type LiveFilter, type LiveQuery, query } from '../effect.js'
import type { LibraryCall } from '../plugin.js'
import { computed, type LibraryValue, list, native, object, origin, UNDEFINED, type Value } from '../value.js'

/** What a reference knows: its collection, what is asked of it, and whose rights it has. */
export interface Reference {
  readonly table: string | undefined
  readonly filters: readonly LiveFilter[]
  readonly rights: 'service' | 'user'
  readonly single?: boolean
  readonly limited?: boolean
}

export const referenceIn = (ref: LibraryValue): Reference => ref.data as unknown as Reference

/** A snapshot, as the app sees it: `data()`, `exists`, `docs`, `forEach`. */
export function read(call: LibraryCall, ref: LibraryValue, more: Partial<LiveQuery> = {}): Value {
  const { table, filters, rights, single = false, limited = false } = referenceIn(ref)
  const { run, at } = call
  run.emit(
    query('firestore', 'read', table, {
      filters: [...filters],
      rights,
      single,
      limited: limited || single || /count|aggregate/i.test(call.method),
      ...more,
    }),
    at,
  )
  const row = rowOf(table, at, filters)
  const one = snapshotOf(row, ref)
  if (single) return one
  const each = native('forEach', ([callback]) => {
    if (callback) run.callInLoop(callback, [one], list([one], true), at)
    return UNDEFINED
  })
  return object([
    ['docs', list([one], true)],
    ['forEach', each],
    ['empty', computed('call empty', [row])],
    ['size', computed('number', [row])],
    ['data', native('data', () => computed('number', [row]))],
  ])
}

const snapshotOf = (row: Value, ref: LibraryValue): Value =>
  object([
    ['data', native('data', () => row)],
    ['exists', row],
    [
      'id',
      referenceIn(ref).filters.find(filter => filter.column === 'id')?.value ??
        origin('row', ['id'], row.k === 'origin' && row.name ? { name: row.name } : {}),
    ],
    ['ref', ref],
  ])

export function change(
  call: LibraryCall,
  ref: LibraryValue,
  does: LiveQuery['does'],
  data: Value | undefined,
  more: Partial<LiveQuery> = {},
): Value {
  const { table, filters, rights } = referenceIn(ref)
  call.run.emit(
    query('firestore', does, table, { filters: [...filters], rights, data, single: referenceIn(ref).single ?? false, ...more }),
    call.at,
  )
  return ref
}

/** `onSnapshot(ref, next)`: the callback gets what a read would give, later. */
export function subscribe(call: LibraryCall, ref: LibraryValue, callbacks: readonly Value[]): Value {
  const snapshot = read(call, ref)
  for (const callback of callbacks.slice(0, 1))
    if (callback.k === 'function') call.run.branch([], () => void call.run.call(callback, [snapshot], call.at))
  return native('unsubscribe', () => UNDEFINED)
}
