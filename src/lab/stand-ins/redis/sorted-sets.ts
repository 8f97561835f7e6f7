import { command, type Commands } from './command.js'
import { open, read, scan, tidy, type Place } from './keyspace.js'
import { part } from './lists.js'
import { float, RedisRefusal, showFloat, whole, type Reply } from './reply.js'

type Row = readonly [member: string, score: number]

export const sortedSets: Commands = {
  ZADD: command(3, (at, key = '', ...args) => add(at, key, args)),
  ZINCRBY: command(3, (at, key = '', by, member = '') => {
    const sum = (read(at, key, 'zset')?.get(member) ?? 0) + float(by)
    open(at, key, 'zset').set(member, sum)
    return { double: sum }
  }),
  ZREM: command(2, (at, key = '', ...members) => {
    const count = members.filter(member => read(at, key, 'zset')?.delete(member)).length
    tidy(at, key)
    return count
  }),
  ZSCORE: command(2, (at, key = '', member = '') => score(read(at, key, 'zset')?.get(member))),
  ZMSCORE: command(2, (at, key = '', ...members) => members.map(member => score(read(at, key, 'zset')?.get(member)))),
  ZCARD: command(1, (at, key = '') => read(at, key, 'zset')?.size ?? 0),
  ZCOUNT: command(3, (at, key = '', least = '', most = '') => between(rows(at, key), least, most).length),
  ZRANK: command(2, (at, key = '', member) => rank(rows(at, key), member)),
  ZREVRANK: command(2, (at, key = '', member) => rank(rows(at, key).toReversed(), member)),
  ZRANGE: command(3, (at, key = '', from = '', to = '', ...options) => range(at, key, from, to, options)),
  ZREVRANGE: command(3, (at, key = '', from = '', to = '', ...options) => range(at, key, from, to, [...options, 'REV'])),
  ZRANGEBYSCORE: command(3, (at, key = '', from = '', to = '', ...options) => range(at, key, from, to, [...options, 'BYSCORE'])),
  ZREVRANGEBYSCORE: command(3, (at, key = '', from = '', to = '', ...options) => range(at, key, from, to, [...options, 'BYSCORE', 'REV'])),
  ZREMRANGEBYSCORE: command(3, (at, key = '', least = '', most = '') => drop(at, key, between(rows(at, key), least, most))),
  ZREMRANGEBYRANK: command(3, (at, key = '', from, to) => drop(at, key, part(rows(at, key), whole(from), whole(to)))),
  ZPOPMIN: command(1, (at, key = '', count) => taken(at, key, rows(at, key), count)),
  ZPOPMAX: command(1, (at, key = '', count) => taken(at, key, rows(at, key).toReversed(), count)),
  ZSCAN: command(2, (at, key = '', cursor, ...options) => {
    const held = read(at, key, 'zset') ?? new Map<string, number>()
    const { next, found } = scan([...held.keys()], whole(cursor), options)
    return [String(next), found.flatMap(member => [member, showFloat(held.get(member) ?? 0)])]
  }),
}

function score(value: number | undefined): Reply {
  return value === undefined ? null : { double: value }
}

function rows(at: Place, key: string): readonly Row[] {
  return [...(read(at, key, 'zset') ?? [])].toSorted((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
}

function rank(all: readonly Row[], member: string | undefined): Reply {
  const place = all.findIndex(row => row[0] === member)
  return place === -1 ? null : place
}

function add(at: Place, key: string, args: readonly string[]): Reply {
  const start = args.findIndex(each => !/^(NX|XX|GT|LT|CH|INCR)$/i.test(each))
  const flags = new Set(args.slice(0, start).map(each => each.toUpperCase()))
  const pairs = args.slice(start)
  if (pairs.length === 0 || pairs.length % 2 === 1) throw new RedisRefusal('ERR syntax error')
  const scores = pairs.filter((_, index) => index % 2 === 0).map(float)
  const held = open(at, key, 'zset')
  let [added, changed] = [0, 0]
  for (const [index, given] of scores.entries()) {
    const member = pairs[index * 2 + 1] ?? ''
    const before = held.get(member)
    const value = flags.has('INCR') ? (before ?? 0) + given : given
    if ((flags.has('NX') && before !== undefined) || (flags.has('XX') && before === undefined)) continue
    if (before !== undefined && ((flags.has('GT') && value <= before) || (flags.has('LT') && value >= before))) continue
    held.set(member, value)
    if (before === undefined) added += 1
    else if (before !== value) changed += 1
    if (flags.has('INCR')) return { double: value }
  }
  tidy(at, key)
  return flags.has('INCR') ? null : added + (flags.has('CH') ? changed : 0)
}

function between(all: readonly Row[], least: string, most: string): readonly Row[] {
  const [low, high] = [float(least.replace(/^\(/, '')), float(most.replace(/^\(/, ''))]
  return all.filter(
    ([, value]) => (least.startsWith('(') ? value > low : value >= low) && (most.startsWith('(') ? value < high : value <= high),
  )
}

function byName(all: readonly Row[], least: string, most: string): readonly Row[] {
  const above = (member: string) => least === '-' || (least.startsWith('(') ? member > least.slice(1) : member >= least.slice(1))
  const below = (member: string) => most === '+' || (most.startsWith('(') ? member < most.slice(1) : member <= most.slice(1))
  return all.filter(([member]) => above(member) && below(member))
}

function range(at: Place, key: string, from: string, to: string, options: readonly string[]): Reply {
  const words = options.map(each => each.toUpperCase())
  const reversed = words.includes('REV')
  const all = rows(at, key)
  const [least, most] = reversed ? [to, from] : [from, to]
  const byScore = words.includes('BYSCORE')
  const chosen = byScore ? between(all, least, most) : words.includes('BYLEX') ? byName(all, least, most) : all
  const ordered = reversed ? chosen.toReversed() : chosen
  const ranked = byScore || words.includes('BYLEX') ? ordered : part(ordered, whole(from), whole(to))
  const limit = words.indexOf('LIMIT')
  const [skip, count] = limit === -1 ? [0, -1] : [whole(options[limit + 1]), whole(options[limit + 2])]
  return shown(ranked.slice(skip, count < 0 ? undefined : skip + count), words.includes('WITHSCORES'))
}

function shown(all: readonly Row[], withScores: boolean): Reply {
  return withScores ? all.flatMap(([member, value]) => [member, showFloat(value)]) : all.map(([member]) => member)
}

function drop(at: Place, key: string, gone: readonly Row[]): number {
  for (const [member] of gone) read(at, key, 'zset')?.delete(member)
  tidy(at, key)
  return gone.length
}

function taken(at: Place, key: string, ordered: readonly Row[], count: string | undefined): Reply {
  const first = ordered.slice(0, count === undefined ? 1 : whole(count))
  drop(at, key, first)
  return shown(first, true)
}
