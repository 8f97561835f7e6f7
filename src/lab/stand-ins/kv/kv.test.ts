import { expect, it } from 'vitest'
import { serve } from '../loopback.fixture.js'
import { kv } from './index.js'

it('speaks Redis over REST', async () => {
  const lab = await serve(kv, 'calm-fox-1.upstash.io')
  const headers = { authorization: 'Bearer lab' }
  const call = async (path: string, body?: unknown, more: Record<string, string> = {}) => {
    const answer = await fetch(lab.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return [answer.status, await answer.json()] as const
  }
  expect(await call('/', ['SET', 'k', { a: 'ü' }, 'EX', 60])).toEqual([200, { result: 'OK' }])
  expect(await call('/get/k')).toEqual([200, { result: '{"a":"ü"}' }])
  expect(await call('/', ['GET', 'k'], { 'upstash-encoding': 'base64' })).toEqual([
    200,
    { result: Buffer.from('{"a":"ü"}').toString('base64') },
  ])
  expect(
    await call('/pipeline', [
      ['INCR', 'n'],
      ['LPUSH', 'k', 'x'],
      ['HSET', 'h', 'f', 1],
      ['HGETALL', 'h'],
    ]),
  ).toEqual([200, [{ result: 1 }, { error: expect.stringContaining('WRONGTYPE') as string }, { result: 1 }, { result: ['f', '1'] }]])
  expect(await call('/', ['EVAL', 'return {redis.call("INCR", KEYS[1]), ARGV[1] + 1}', 1, 'n', 4])).toEqual([200, { result: [2, 5] }])
  expect((await call('/', ['EVALSHA', 'ff', 0]))[0]).toBe(400)
  expect((await fetch(`${lab.url}/get/k`)).status).toBe(401)
  await lab.control('snapshot')
  await call('/', ['DEL', 'k'])
  await lab.control('reset')
  expect(await lab.control('run', ['EXISTS', 'k'])).toBe(1)
  await lab.close()
})
