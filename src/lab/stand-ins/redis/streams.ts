import { command, type Commands } from './command.js'
import { open, read, type Place } from './keyspace.js'
import { RedisRefusal, whole, type Reply } from './reply.js'

/** Streams, as far as they are written to and looked through: what queues tell of their work. Readers that wait, and groups, are not had. */
export const streams: Commands = {
  XADD: command(4, (at, key = '', ...args) => {
    const isToExist = args[0]?.toUpperCase() === 'NOMKSTREAM'
    const { limit, rest } = limitOf(isToExist ? args.slice(1) : args)
    const [asked = '*', ...fields] = rest
    if (fields.length === 0 || fields.length % 2 === 1) throw new RedisRefusal("ERR wrong number of arguments for 'xadd' command")
    if (isToExist && !read(at, key, 'stream')) return null
    const stream = open(at, key, 'stream')
    const id = idOf(asked, [...stream.keys()].at(-1), at.now)
    stream.set(id, fields)
    if (limit) trim(stream, limit)
    return id
  }),
  XLEN: command(1, (at, key = '') => read(at, key, 'stream')?.size ?? 0),
  XDEL: command(2, (at, key = '', ...ids) => ids.filter(id => read(at, key, 'stream')?.delete(id)).length),
  XTRIM: command(3, (at, key = '', ...args) => {
    const { limit } = limitOf(args)
    if (!limit) throw new RedisRefusal('ERR syntax error')
    return trim(read(at, key, 'stream') ?? new Map(), limit)
  }),
  XRANGE: command(3, (at, key = '', from = '-', to = '+', ...more) => range(at, key, from, to, more)),
  XREVRANGE: command(3, (at, key = '', to = '+', from = '-', ...more) => range(at, key, from, to, more, true)),
}

type Stream = Map<string, readonly string[]>
type Limit = { readonly most: number } | { readonly first: string }

/** `MAXLEN ~ 1000 LIMIT 10`, and what follows it. */
function limitOf(args: readonly string[]): { readonly limit: Limit | undefined; readonly rest: readonly string[] } {
  const kind = args[0]?.toUpperCase()
  if (kind !== 'MAXLEN' && kind !== 'MINID') return { limit: undefined, rest: args }
  const at = args[1] === '~' || args[1] === '=' ? 2 : 1
  const rest = args.slice(args[at + 1]?.toUpperCase() === 'LIMIT' ? at + 3 : at + 1)
  return { limit: kind === 'MAXLEN' ? { most: whole(args[at]) } : { first: args[at] ?? '' }, rest }
}

function trim(stream: Stream, limit: Limit): number {
  const ids = [...stream.keys()]
  const gone = 'most' in limit ? ids.slice(0, Math.max(0, ids.length - limit.most)) : ids.filter(id => compare(id, limit.first) < 0)
  for (const id of gone) stream.delete(id)
  return gone.length
}

/** An id that is greater than the last: the time in milliseconds, and a number within it. */
function idOf(asked: string, last: string | undefined, now: number): string {
  const [time, count] = partsOf(last ?? '0-0')
  const [wanted, place] = /^(\*|\d+)(?:-(\*|\d+))?$/.exec(asked)?.slice(1) ?? []
  if (wanted === undefined) throw new RedisRefusal('ERR Invalid stream ID specified as stream command argument')
  const at = wanted === '*' ? Math.max(now, time) : Number(wanted)
  const number = wanted === '*' || place === '*' ? (at === time ? count + 1 : 0) : Number(place ?? 0)
  const id = `${at}-${number}`
  if (compare(id, last ?? '0-0') <= 0)
    throw new RedisRefusal('ERR The ID specified in XADD is equal or smaller than the target stream top item')
  return id
}

function range(at: Place, key: string, from: string, to: string, more: readonly string[], isBackwards = false): Reply {
  const found = [...(read(at, key, 'stream') ?? [])].filter(
    ([id]) => (from === '-' || compare(id, from) >= 0) && (to === '+' || compare(id, to.includes('-') ? to : `${to}-${Infinity}`) <= 0),
  )
  const ordered = isBackwards ? found.toReversed() : found
  return ordered.slice(0, more[0]?.toUpperCase() === 'COUNT' ? whole(more[1]) : undefined).map(([id, fields]) => [id, [...fields]])
}

const partsOf = (id: string): readonly [number, number] => {
  const [time, count] = id.split('-')
  return [Number(time), Number(count ?? 0)]
}

function compare(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)]
  return one[0] - other[0] || one[1] - other[1]
}
