import { command, type Commands } from './command.js'
import { open, read, scan, tidy } from './keyspace.js'
import { float, OK, showFloat, whole, wrongNumber, RedisRefusal } from './reply.js'

export const hashes: Commands = {
  HSET: command(3, (at, key = '', ...pairs) => put(open(at, key, 'hash'), pairs)),
  HMSET: command(3, (at, key = '', ...pairs) => {
    put(open(at, key, 'hash'), pairs)
    return OK
  }),
  HSETNX: command(3, (at, key = '', field = '', value = '') => {
    const hash = open(at, key, 'hash')
    if (hash.has(field)) return 0
    hash.set(field, value)
    return 1
  }),
  HGET: command(2, (at, key = '', field = '') => read(at, key, 'hash')?.get(field) ?? null),
  HMGET: command(2, (at, key = '', ...names) => names.map(name => read(at, key, 'hash')?.get(name) ?? null)),
  HGETALL: command(1, (at, key = '') => ({ map: [...(read(at, key, 'hash') ?? [])] })),
  HDEL: command(2, (at, key = '', ...names) => {
    const hash = read(at, key, 'hash')
    const count = names.filter(name => hash?.delete(name)).length
    tidy(at, key)
    return count
  }),
  HEXISTS: command(2, (at, key = '', field = '') => (read(at, key, 'hash')?.has(field) ? 1 : 0)),
  HKEYS: command(1, (at, key = '') => [...(read(at, key, 'hash')?.keys() ?? [])]),
  HVALS: command(1, (at, key = '') => [...(read(at, key, 'hash')?.values() ?? [])]),
  HLEN: command(1, (at, key = '') => read(at, key, 'hash')?.size ?? 0),
  HSTRLEN: command(2, (at, key = '', field = '') => (read(at, key, 'hash')?.get(field) ?? '').length),
  HINCRBY: command(3, (at, key = '', field = '', by) => {
    const before = read(at, key, 'hash')?.get(field) ?? '0'
    if (!/^-?\d+$/.test(before)) throw new RedisRefusal('ERR hash value is not an integer')
    const sum = Number(before) + whole(by)
    open(at, key, 'hash').set(field, String(sum))
    return sum
  }),
  HINCRBYFLOAT: command(3, (at, key = '', field = '', by) => {
    const sum = showFloat(float(read(at, key, 'hash')?.get(field) ?? '0') + float(by))
    open(at, key, 'hash').set(field, sum)
    return sum
  }),
  HSCAN: command(2, (at, key = '', cursor, ...options) => {
    const hash = read(at, key, 'hash') ?? new Map<string, string>()
    const { next, found } = scan([...hash.keys()], whole(cursor), options)
    return [String(next), found.flatMap(name => [name, hash.get(name) ?? ''])]
  }),
}

function put(hash: Map<string, string>, pairs: readonly string[]): number {
  if (pairs.length % 2 === 1) throw wrongNumber('hset')
  const before = hash.size
  for (let index = 0; index < pairs.length; index += 2) hash.set(pairs[index] ?? '', pairs[index + 1] ?? '')
  return hash.size - before
}
