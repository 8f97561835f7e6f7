import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { listen, type RedisStandIn } from './listen.js'

let server: RedisStandIn
let redis: Redis
beforeAll(async () => {
  server = await listen(0)
  redis = new Redis(server.port!, '127.0.0.1')
})
beforeEach(() => redis.flushall())
afterAll(async () => {
  redis.disconnect()
  await server.close()
})

const run = (source: string, ...args: (string | number)[]) => redis.eval(source, 0, ...args)

it.each<readonly [string, unknown]>([
  ['return 1 + 2 * 3 ^ 2 - -4', 23],
  ['return 7 % 3 .. "-" .. -7 % 3 .. "-" .. 2 ^ 0.5 .. "-" .. 1e3', '1-2-1.4142135623731-1000'],
  ['return not nil == true and 5 or 6', 5],
  ['return {1, 2, nil, 4}', [1, 2]],
  ['return 3.99', 3],
  ['return {ok = "fine"}', 'fine'],
  ['return false', null],
  ['local t = {} for i = 10, 1, -3 do t[#t + 1] = i end return t', [10, 7, 4, 1]],
  ['local s = 0 for i, v in ipairs({5, 6, 7}) do if i == 3 then break end s = s + v end return s', 11],
  ['local n = 0 repeat local done = n >= 3 n = n + 1 until done return n', 4],
  ['local function fact(n) if n < 2 then return 1 else return n * fact(n - 1) end end return fact(6)', 720],
  ['local function two(...) local a, b = ... return b, a, select("#", ...) end return {two(1, 2, 3)}', [2, 1, 3]],
  ['local t = {b = 2, ["a"] = 1, 9} return t.a + t.b + t[1]', 12],
  ['return ("abc"):sub(-2):upper() .. string.format("%03d|%.1f|%s", 7, 2.25, "x")', 'BC007|2.3|x'],
  ['return string.match("user:42:x", "user:(%d+)") .. #string.gsub("a-b-c", "-", "")', '423'],
  ['return cjson.decode(cjson.encode({a = {1, 2}, b = "x"})).a[2]', 2],
  ['return cmsgpack.unpack(cmsgpack.pack({a = {1, -2, 300}, b = "x", c = 2.5})).a[3]', 300],
  ['local a, b = cmsgpack.unpack(cmsgpack.pack(string.rep("y", 40), false)) return {#a, tostring(b)}', [40, 'false']],
  ['local ok, why = pcall(function() error("no") end) return {tostring(ok), why}', ['false', 'no']],
  ['local t = {3, 1, 2} table.sort(t) table.insert(t, 1, 0) table.remove(t) return table.concat(t, ",")', '0,1,2'],
  ['-- a comment\nreturn [[long]] --[[ and\n another ]]', 'long'],
  ['return tonumber("x") == nil and tonumber("0x10") + tonumber("ff", 16)', 271],
])('runs %s', async (source, expected) => {
  expect(await run(source)).toEqual(expected)
})

it('says what is wrong with a script', async () => {
  await expect(run('return 1 +')).rejects.toThrow('compiling')
  await expect(run('return nothing.here')).rejects.toThrow('attempt to index a nil value')
  await expect(run('return redis.call("INCR", "a", "b", "c") and redis.call("NONSENSE")')).rejects.toThrow("unknown command 'nonsense'")
  await expect(run('return redis.error_reply("LIMIT reached")')).rejects.toThrow('LIMIT reached')
  expect(await run('local r = redis.pcall("NONSENSE") return r.err ~= nil')).toBe(1)
})

it('counts in a fixed window, as limiters do, and is loaded once', async () => {
  const source = `
    local key, limit, window = KEYS[1], tonumber(ARGV[1]), ARGV[2]
    local hits = redis.call("INCR", key)
    if hits == 1 then redis.call("PEXPIRE", key, window) end
    local left = redis.call("PTTL", key)
    if hits > limit then return {0, hits, left} end
    return {1, hits, left}`
  redis.defineCommand('hit', { numberOfKeys: 1, lua: source })
  const hit = () => (redis as unknown as { hit(...args: unknown[]): Promise<[number, number, number]> }).hit('ip:1', 2, 5000)
  const all = [await hit(), await hit(), await hit()]
  expect(all.map(([allowed, hits]) => [allowed, hits])).toEqual([
    [1, 1],
    [1, 2],
    [0, 3],
  ])
  expect(all[2]![2]).toBeGreaterThan(3000)
})

it('slides a window over a sorted set', async () => {
  const source = `
    local now, window, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    redis.call("ZREMRANGEBYSCORE", KEYS[1], 0, now - window)
    local count = redis.call("ZCARD", KEYS[1])
    if count < limit then
      redis.call("ZADD", KEYS[1], now, now .. ":" .. count)
      return limit - count - 1
    end
    return -1`
  const at = (now: number) => redis.eval(source, 1, 'slide', now, 100, 2)
  expect([await at(1000), await at(1010), await at(1020), await at(1105)]).toEqual([1, 0, -1, 0])
})

it('ends a script that does not', async () => {
  await expect(run('while true do end')).rejects.toThrow('did not end')
})
