import { command, type Commands } from './command.js'
import { entry, glob, live, scan, type Place } from './keyspace.js'
import { OK, RedisRefusal, whole } from './reply.js'

export const keys: Commands = {
  DEL: command(1, (at, ...names) => dropped(at, names)),
  UNLINK: command(1, (at, ...names) => dropped(at, names)),
  EXISTS: command(1, (at, ...names) => names.filter(name => entry(at, name)).length),
  TOUCH: command(1, (at, ...names) => names.filter(name => entry(at, name)).length),
  TYPE: command(1, (at, key = '') => ({ simple: entry(at, key)?.kind ?? 'none' })),
  KEYS: command(1, (at, pattern = '*') => live(at).filter(key => glob(pattern).test(key))),
  SCAN: command(1, (at, cursor, ...options) => {
    const { next, found } = scan(live(at), whole(cursor), options)
    return [String(next), found]
  }),
  EXPIRE: command(2, (at, key = '', seconds, mode) => expire(at, key, at.now + whole(seconds) * 1000, mode)),
  PEXPIRE: command(2, (at, key = '', milliseconds, mode) => expire(at, key, at.now + whole(milliseconds), mode)),
  EXPIREAT: command(2, (at, key = '', seconds, mode) => expire(at, key, whole(seconds) * 1000, mode)),
  PEXPIREAT: command(2, (at, key = '', milliseconds, mode) => expire(at, key, whole(milliseconds), mode)),
  PERSIST: command(1, (at, key = '') => {
    const found = entry(at, key)
    if (found?.until === undefined) return 0
    found.until = undefined
    return 1
  }),
  TTL: command(1, (at, key = '') => left(at, key, 1000)),
  PTTL: command(1, (at, key = '') => left(at, key, 1)),
  RENAME: command(2, (at, from = '', to = '') => {
    const found = entry(at, from)
    if (!found) throw new RedisRefusal('ERR no such key')
    at.keys.delete(from)
    at.keys.set(to, found)
    return OK
  }),
  DBSIZE: command(0, at => live(at).length),
  RANDOMKEY: command(0, at => live(at)[0] ?? null),
  FLUSHDB: command(0, at => {
    at.keys.clear()
    return OK
  }),
}

function dropped(at: Place, names: readonly string[]): number {
  return names.filter(name => entry(at, name) && at.keys.delete(name)).length
}

function expire(at: Place, key: string, until: number, mode: string | undefined): number {
  const found = entry(at, key)
  if (!found) return 0
  const before = found.until
  const refused = {
    NX: before !== undefined,
    XX: before === undefined,
    GT: before === undefined || until <= before,
    LT: before !== undefined && until >= before,
  }
  if (mode !== undefined && refused[mode.toUpperCase() as keyof typeof refused]) return 0
  found.until = until
  return 1
}

function left(at: Place, key: string, unit: number): number {
  const found = entry(at, key)
  if (!found) return -2
  return found.until === undefined ? -1 : Math.ceil((found.until - at.now) / unit)
}
