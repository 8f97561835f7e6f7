import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listen, type RedisStandIn } from './listen.js'

let server: RedisStandIn
let redis: Redis

beforeAll(async () => {
  server = await listen(0)
  redis = new Redis(server.port!, '127.0.0.1', { maxRetriesPerRequest: 1 })
})
beforeEach(() => redis.flushall())
afterAll(async () => {
  redis.disconnect()
  await server.close()
})

describe('data', () => {
  it('keeps strings with their options and their bytes', async () => {
    expect(await redis.set('k', 'v', 'EX', 100, 'NX')).toBe('OK')
    expect(await redis.set('k', 'w', 'NX')).toBeNull()
    expect(await redis.get('k')).toBe('v')
    expect(await redis.ttl('k')).toBe(100)
    expect(await redis.set('k', 'x', 'KEEPTTL')).toBe('OK')
    expect(await redis.ttl('k')).toBe(100)
    await redis.set('utf', 'grüße 🎉')
    expect(await redis.get('utf')).toBe('grüße 🎉')
    const bytes = Buffer.from([0, 255, 13, 10, 128])
    await redis.set('bytes', bytes)
    expect(await redis.getBuffer('bytes')).toEqual(bytes)
    expect(await redis.incrby('n', 5)).toBe(5)
    await expect(redis.incr('k')).rejects.toThrow('not an integer')
    await expect(redis.lpush('k', 'x')).rejects.toThrow('WRONGTYPE')
    expect(await redis.mget('n', 'none', 'k')).toEqual(['5', null, 'x'])
  })

  it('keeps streams in order, and no longer than it is told', async () => {
    const first = (await redis.xadd('s', 'MAXLEN', '~', 2, '*', 'event', 'added', 'id', '1'))!
    expect(first).toMatch(/^\d{13}-\d+$/)
    const second = (await redis.xadd('s', '*', 'event', 'waiting'))!
    await expect(redis.xadd('s', '5-1', 'event', 'late')).rejects.toThrow('equal or smaller')
    const third = (await redis.xadd('s', 'MAXLEN', 2, '*', 'event', 'done'))!
    expect(await redis.xrange('s', '-', '+')).toEqual([
      [second, ['event', 'waiting']],
      [third, ['event', 'done']],
    ])
    expect(await redis.xrevrange('s', '+', '-', 'COUNT', 1)).toEqual([[third, ['event', 'done']]])
    expect([await redis.xdel('s', second, first), await redis.xlen('s'), await redis.type('s')]).toEqual([1, 1, 'stream'])
    expect(await redis.xtrim('s', 'MAXLEN', 0)).toBe(1)
    expect(await redis.xadd('none', 'NOMKSTREAM', '*', 'a', 'b')).toBeNull()
    await expect(redis.hset('s', 'a', 'b')).rejects.toThrow('WRONGTYPE')
  })

  it('lets keys go when their time is over', async () => {
    await redis.set('k', 'v', 'PX', 30)
    await redis.hset('h', 'a', '1')
    await redis.pexpire('h', 30)
    expect(await redis.exists('k', 'h')).toBe(2)
    await new Promise(resolve => setTimeout(resolve, 45))
    expect(await redis.exists('k', 'h')).toBe(0)
    expect(await redis.ttl('k')).toBe(-2)
  })

  it('keeps hashes, lists and sets', async () => {
    expect(await redis.hset('h', { a: '1', b: '2' })).toBe(2)
    expect(await redis.hgetall('h')).toEqual({ a: '1', b: '2' })
    expect(await redis.hincrby('h', 'a', 4)).toBe(5)
    expect(await redis.rpush('l', 'a', 'b', 'c', 'b')).toBe(4)
    expect(await redis.lpush('l', 'z', 'y')).toBe(6)
    expect(await redis.lrange('l', 0, -1)).toEqual(['y', 'z', 'a', 'b', 'c', 'b'])
    expect(await redis.lrem('l', -1, 'b')).toBe(1)
    expect(await redis.lrange('l', -2, -1)).toEqual(['b', 'c'])
    await redis.ltrim('l', 1, 2)
    expect(await redis.lrange('l', 0, -1)).toEqual(['z', 'a'])
    await redis.sadd('s', 'a', 'b', 'b')
    await redis.sadd('t', 'b', 'c')
    expect([await redis.scard('s'), await redis.sinter('s', 't'), await redis.sismember('s', 'c')]).toEqual([2, ['b'], 0])
    await redis.hdel('h', 'a', 'b')
    expect(await redis.exists('h')).toBe(0)
  })

  it('keeps sorted sets', async () => {
    await redis.zadd('z', 3, 'c', 1, 'a', 2, 'b')
    expect(await redis.call('ZRANGE', 'z', '0', '-1', 'WITHSCORES')).toEqual(['a', '1', 'b', '2', 'c', '3'])
    expect(await redis.zrangebyscore('z', '(1', 3)).toEqual(['b', 'c'])
    expect(await redis.zrevrange('z', 0, 0)).toEqual(['c'])
    expect(await redis.zremrangebyscore('z', 0, 1)).toBe(1)
    expect(await redis.zincrby('z', 2.5, 'b')).toBe('4.5')
    expect(await redis.zrank('z', 'b')).toBe(1)
    expect(await redis.zpopmin('z')).toEqual(['c', '3'])
    expect(await redis.zadd('z', 'NX', 9, 'b')).toBe(0)
    expect(await redis.zscore('z', 'b')).toBe('4.5')
  })

  it('scans all that is there, in pages', async () => {
    await redis.mset(Object.fromEntries(Array.from({ length: 35 }, (_, n) => [`sess:${n}`, 'x'])))
    await redis.set('other', 'x')
    const found: string[] = []
    for await (const part of redis.scanStream({ match: 'sess:*', count: 8 })) found.push(...(part as string[]))
    expect(found).toHaveLength(35)
    expect(await redis.keys('sess:[12]?')).toHaveLength(20)
  })
})

describe('talk', () => {
  it('does transactions, and drops one whose key somebody touched', async () => {
    expect(await redis.multi().incr('n').incr('n').exec()).toEqual([
      [null, 1],
      [null, 2],
    ])
    const other = redis.duplicate()
    await redis.watch('n')
    await other.set('n', '9')
    expect(await redis.multi().incr('n').exec()).toBeNull()
    expect(await redis.get('n')).toBe('9')
    other.disconnect()
  })

  it('passes messages on', async () => {
    const listener = redis.duplicate()
    await listener.subscribe('news')
    await listener.psubscribe('user:*')
    const heard: unknown[] = []
    listener.on('message', (channel, message) => heard.push([channel, message]))
    listener.on('pmessage', (pattern, channel, message) => heard.push([pattern, channel, message]))
    expect(await redis.publish('news', 'one')).toBe(1)
    expect(await redis.publish('user:7', 'two')).toBe(1)
    expect(await redis.publish('nobody', 'x')).toBe(0)
    await listener.unsubscribe('news')
    expect(heard).toEqual([
      ['news', 'one'],
      ['user:*', 'user:7', 'two'],
    ])
    listener.disconnect()
  })

  it('waits for what comes to a list, and no longer than told', async () => {
    const waiter = redis.duplicate()
    const taken = waiter.blpop('queue', 2)
    await redis.rpush('queue', 'job')
    expect(await taken).toEqual(['queue', 'job'])
    expect(await waiter.brpop('queue', 0.05)).toBeNull()
    waiter.disconnect()
  })

  it('says what it does not know', async () => {
    await expect(redis.call('FCALL', 'x', '0')).rejects.toThrow('has no functions')
    await expect(redis.call('NONSENSE')).rejects.toThrow("unknown command 'nonsense'")
  })

  it('speaks version 3', async () => {
    const { connect } = await import('node:net')
    const socket = connect(server.port!, '127.0.0.1')
    const heard = new Promise<string>(resolve => {
      let text = ''
      socket.on('data', chunk => {
        text += chunk.toString()
        if (text.includes('%1')) resolve(text)
      })
    })
    socket.write('HELLO 3\r\nHSET h a 1\r\nGET none\r\nHGETALL h\r\n')
    expect(await heard).toMatch(/^%7[\s\S]*:1\r\n_\r\n%1\r\n\$1\r\na\r\n\$1\r\n1\r\n$/)
    socket.destroy()
  })
})

it('goes back to a snapshot', async () => {
  await redis.set('k', '1')
  const kept = server.snapshot()
  await redis.incr('k')
  await redis.set('other', '1')
  server.restore(kept)
  expect([await redis.get('k'), await redis.exists('other')]).toEqual(['1', 0])
})
