import { command, type Commands } from './command.js'
import { open, read, tidy, type Place } from './keyspace.js'
import { OK, RedisRefusal, whole, type Reply } from './reply.js'

export const lists: Commands = {
  LPUSH: command(2, (at, key = '', ...values) => open(at, key, 'list').unshift(...values.toReversed())),
  RPUSH: command(2, (at, key = '', ...values) => open(at, key, 'list').push(...values)),
  LPUSHX: command(2, (at, key = '', ...values) => read(at, key, 'list')?.unshift(...values.toReversed()) ?? 0),
  RPUSHX: command(2, (at, key = '', ...values) => read(at, key, 'list')?.push(...values) ?? 0),
  LPOP: command(1, (at, key = '', count) => pop(at, key, 'LEFT', count)),
  RPOP: command(1, (at, key = '', count) => pop(at, key, 'RIGHT', count)),
  LLEN: command(1, (at, key = '') => read(at, key, 'list')?.length ?? 0),
  LRANGE: command(3, (at, key = '', from, to) => part(read(at, key, 'list') ?? [], whole(from), whole(to))),
  LINDEX: command(2, (at, key = '', index) => read(at, key, 'list')?.at(whole(index)) ?? null),
  LSET: command(3, (at, key = '', index, value = '') => {
    const list = read(at, key, 'list')
    if (!list) throw new RedisRefusal('ERR no such key')
    const place = whole(index) < 0 ? list.length + whole(index) : whole(index)
    if (place < 0 || place >= list.length) throw new RedisRefusal('ERR index out of range')
    list[place] = value
    return OK
  }),
  LTRIM: command(3, (at, key = '', from, to) => {
    const list = read(at, key, 'list')
    list?.splice(0, list.length, ...part(list, whole(from), whole(to)))
    tidy(at, key)
    return OK
  }),
  LREM: command(3, (at, key = '', count, value) => {
    const list = read(at, key, 'list') ?? []
    const wanted = whole(count)
    const places = list.flatMap((each, index) => (each === value ? [index] : []))
    const chosen = wanted === 0 ? places : wanted > 0 ? places.slice(0, wanted) : places.slice(wanted)
    for (const place of chosen.toReversed()) list.splice(place, 1)
    tidy(at, key)
    return chosen.length
  }),
  LINSERT: command(4, (at, key = '', where = '', pivot = '', value = '') => {
    const list = read(at, key, 'list')
    if (!list) return 0
    const place = list.indexOf(pivot)
    if (place === -1) return -1
    list.splice(where.toUpperCase() === 'BEFORE' ? place : place + 1, 0, value)
    return list.length
  }),
  LMOVE: command(4, (at, from = '', to = '', source = '', target = '') => move(at, from, to, source, target)),
  RPOPLPUSH: command(2, (at, from = '', to = '') => move(at, from, to, 'RIGHT', 'LEFT')),
  LPOS: command(2, (at, key = '', value = '') => {
    const place = read(at, key, 'list')?.indexOf(value) ?? -1
    return place === -1 ? null : place
  }),
}

export function part<T>(all: readonly T[], from: number, to: number): readonly T[] {
  const place = (index: number) => (index < 0 ? Math.max(all.length + index, index === to ? -1 : 0) : index)
  return all.slice(place(from), place(to) + 1)
}

export function pop(at: Place, key: string, side: string, count?: string): Reply {
  const list = read(at, key, 'list')
  if (!list) return null
  const take = () => (side === 'LEFT' ? list.shift() : list.pop())
  const taken = count === undefined ? take() : Array.from({ length: Math.min(whole(count), list.length) }, () => take() ?? '')
  tidy(at, key)
  return taken ?? null
}

export function move(at: Place, from: string, to: string, source: string, target: string): Reply {
  const value = pop(at, from, source.toUpperCase())
  if (typeof value !== 'string') return null
  const list = open(at, to, 'list')
  if (target.toUpperCase() === 'LEFT') list.unshift(value)
  else list.push(value)
  return value
}
