import { command, type Commands } from './command.js'
import { open, read, scan, tidy, type Place } from './keyspace.js'
import { whole } from './reply.js'

export const sets: Commands = {
  SADD: command(2, (at, key = '', ...members) => {
    const set = open(at, key, 'set')
    const before = set.size
    for (const member of members) set.add(member)
    return set.size - before
  }),
  SREM: command(2, (at, key = '', ...members) => {
    const count = members.filter(member => read(at, key, 'set')?.delete(member)).length
    tidy(at, key)
    return count
  }),
  SMEMBERS: command(1, (at, key = '') => [...members(at, key)]),
  SISMEMBER: command(2, (at, key = '', member = '') => (members(at, key).has(member) ? 1 : 0)),
  SMISMEMBER: command(2, (at, key = '', ...names) => names.map(name => (members(at, key).has(name) ? 1 : 0))),
  SCARD: command(1, (at, key = '') => members(at, key).size),
  SPOP: command(1, (at, key = '', count) => {
    const taken = [...members(at, key)].slice(0, count === undefined ? 1 : whole(count))
    for (const member of taken) read(at, key, 'set')?.delete(member)
    tidy(at, key)
    return count === undefined ? (taken[0] ?? null) : taken
  }),
  SRANDMEMBER: command(1, (at, key = '', count) => {
    const all = [...members(at, key)]
    return count === undefined ? (all[0] ?? null) : all.slice(0, Math.abs(whole(count)))
  }),
  SMOVE: command(3, (at, from = '', to = '', member = '') => {
    if (!read(at, from, 'set')?.delete(member)) return 0
    tidy(at, from)
    open(at, to, 'set').add(member)
    return 1
  }),
  SUNION: command(1, (at, ...keys) => [...new Set(keys.flatMap(key => [...members(at, key)]))]),
  SINTER: command(1, (at, first = '', ...keys) => [...members(at, first)].filter(each => keys.every(key => members(at, key).has(each)))),
  SDIFF: command(1, (at, first = '', ...keys) => [...members(at, first)].filter(each => !keys.some(key => members(at, key).has(each)))),
  SSCAN: command(2, (at, key = '', cursor, ...options) => {
    const { next, found } = scan([...members(at, key)], whole(cursor), options)
    return [String(next), found]
  }),
}

function members(at: Place, key: string): ReadonlySet<string> {
  return read(at, key, 'set') ?? new Set<string>()
}
