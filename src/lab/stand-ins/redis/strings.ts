import { command, type Commands } from './command.js'
import { entry, read, type Place } from './keyspace.js'
import { float, OK, RedisRefusal, showFloat, whole, type Reply } from './reply.js'

export const strings: Commands = {
  GET: command(1, (at, key = '') => read(at, key, 'string') ?? null),
  SET: command(2, (at, key = '', value = '', ...options) => set(at, key, value, options)),
  SETNX: command(2, (at, key = '', value = '') => (entry(at, key) ? 0 : put(at, key, value, undefined, 1))),
  SETEX: command(3, (at, key = '', seconds, value = '') => put(at, key, value, at.now + positive(seconds) * 1000, OK)),
  PSETEX: command(3, (at, key = '', milliseconds, value = '') => put(at, key, value, at.now + positive(milliseconds), OK)),
  GETSET: command(2, (at, key = '', value = '') => {
    const before = read(at, key, 'string') ?? null
    return put(at, key, value, undefined, before)
  }),
  GETDEL: command(1, (at, key = '') => {
    const before = read(at, key, 'string') ?? null
    at.keys.delete(key)
    return before
  }),
  GETEX: command(1, (at, key = '', ...options) => {
    const value = read(at, key, 'string')
    if (value === undefined) return null
    const found = entry(at, key)
    const until = time(at, options)
    if (found && (until !== undefined || options[0]?.toUpperCase() === 'PERSIST')) found.until = until
    return value
  }),
  MGET: command(1, (at, ...keys) =>
    keys.map(key => {
      const found = entry(at, key)
      return found?.kind === 'string' ? found.value : null
    }),
  ),
  MSET: command(2, (at, ...pairs) => {
    for (let index = 0; index + 1 < pairs.length; index += 2) put(at, pairs[index] ?? '', pairs[index + 1] ?? '', undefined, OK)
    return OK
  }),
  MSETNX: command(2, (at, ...pairs) => {
    const keys = pairs.filter((_, index) => index % 2 === 0)
    if (keys.some(key => entry(at, key))) return 0
    keys.forEach((key, index) => put(at, key, pairs[index * 2 + 1] ?? '', undefined, 1))
    return 1
  }),
  INCR: command(1, (at, key = '') => add(at, key, 1)),
  DECR: command(1, (at, key = '') => add(at, key, -1)),
  INCRBY: command(2, (at, key = '', by) => add(at, key, whole(by))),
  DECRBY: command(2, (at, key = '', by) => add(at, key, -whole(by))),
  INCRBYFLOAT: command(2, (at, key = '', by) => {
    const sum = showFloat(float(read(at, key, 'string') ?? '0') + float(by))
    return put(at, key, sum, entry(at, key)?.until, sum)
  }),
  APPEND: command(2, (at, key = '', value = '') => {
    const sum = (read(at, key, 'string') ?? '') + value
    return put(at, key, sum, entry(at, key)?.until, sum.length)
  }),
  STRLEN: command(1, (at, key = '') => (read(at, key, 'string') ?? '').length),
  GETRANGE: command(3, (at, key = '', from, to) => {
    const value = read(at, key, 'string') ?? ''
    const place = (index: number) => (index < 0 ? Math.max(value.length + index, 0) : index)
    return value.slice(place(whole(from)), place(whole(to)) + 1)
  }),
  SETRANGE: command(3, (at, key = '', offset, value = '') => {
    const before = (read(at, key, 'string') ?? '').padEnd(whole(offset), '\0')
    const made = before.slice(0, whole(offset)) + value + before.slice(whole(offset) + value.length)
    return put(at, key, made, entry(at, key)?.until, made.length)
  }),
  SETBIT: command(3, (at, key = '', offset, bit) => {
    const place = whole(offset)
    const bytes = Buffer.from((read(at, key, 'string') ?? '').padEnd((place >> 3) + 1, '\0'), 'latin1')
    const mask = 128 >> (place & 7)
    const byte = bytes[place >> 3] ?? 0
    bytes[place >> 3] = bit === '1' ? byte | mask : byte & ~mask
    return put(at, key, bytes.toString('latin1'), entry(at, key)?.until, byte & mask ? 1 : 0)
  }),
  GETBIT: command(2, (at, key = '', offset) => {
    const place = whole(offset)
    return ((read(at, key, 'string') ?? '').charCodeAt(place >> 3) || 0) & (128 >> (place & 7)) ? 1 : 0
  }),
}

function put(at: Place, key: string, value: string, until: number | undefined, reply: Reply): Reply {
  at.keys.set(key, { kind: 'string', value, until })
  return reply
}

function add(at: Place, key: string, by: number): number {
  const sum = whole(read(at, key, 'string') ?? '0') + by
  put(at, key, String(sum), entry(at, key)?.until, sum)
  return sum
}

function positive(text: string | undefined): number {
  const value = whole(text)
  if (value <= 0) throw new RedisRefusal('ERR invalid expire time')
  return value
}

/** `EX`, `PX`, `EXAT`, `PXAT` among the options. */
function time(at: Place, options: readonly string[]): number | undefined {
  const words = options.map(each => each.toUpperCase())
  for (const [name, factor, base] of [
    ['EX', 1000, at.now],
    ['PX', 1, at.now],
    ['EXAT', 1000, 0],
    ['PXAT', 1, 0],
  ] as const) {
    const index = words.indexOf(name)
    if (index !== -1) return base + positive(options[index + 1]) * factor
  }
  return undefined
}

function set(at: Place, key: string, value: string, options: readonly string[]): Reply {
  const words = options.map(each => each.toUpperCase())
  const before = entry(at, key)
  const wantsOld = words.includes('GET')
  const old = wantsOld ? (read(at, key, 'string') ?? null) : null
  if ((words.includes('NX') && before) || (words.includes('XX') && !before)) return old
  put(at, key, value, words.includes('KEEPTTL') ? before?.until : time(at, options), OK)
  return wantsOld ? old : OK
}
