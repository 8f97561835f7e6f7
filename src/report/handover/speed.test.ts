import { expect, test } from 'vitest'
import type { RouteSpeed } from '#triage/speed'
import { account, route } from '#triage/speed.fixture'
import { speedBlocks } from './sections/speed.js'

const before = account(route('GET /api/orders', 42, 3000, 50), route('GET /api/me', 1))

test('routes under load before and after, as a chart and in figures', () => {
  const [words, chart, table, ...rest] = speedBlocks(before, account(route('GET /api/orders', 2, 40), route('GET /api/me', 1)))
  expect(rest).toEqual([])
  expect(words).toMatchObject({
    kind: 'text',
    text: expect.stringMatching(/100,000 rows.*10 requests a second for 8 seconds.*the same load/),
  })
  expect(chart).toMatchObject({ kind: 'pairs', unit: 'ms', rows: [{ label: 'GET /api/orders', before: 3000, after: 40 }] })
  expect(table).toMatchObject({
    kind: 'table',
    rows: [['`GET /api/orders`', '1,500 → 20', '3,000 → 40', '4,500 → 60', '50 of 80 → 0 of 80', '42 → 2']],
  })
})

test('says that the repaired app was not measured, that no route was slow, or nothing at all', () => {
  const [words, chart] = speedBlocks(before, undefined)
  expect(words).toMatchObject({ text: expect.stringContaining('The repaired app was not measured.') })
  expect(chart).toMatchObject({ rows: [{ before: 3000 }] })
  expect(speedBlocks(account(route('GET /api/me', 1)), undefined)).toMatchObject([
    { kind: 'text', text: expect.stringContaining('none was put under load') },
  ])
  expect(speedBlocks(undefined, undefined)).toEqual([])
})

test('how the process took the load, and what writing costs now', () => {
  const vital = (route: RouteSpeed, delay: number, growth: number): RouteSpeed => ({
    ...route,
    load: { ...route.load!, vitals: { delay, worstDelay: delay * 3, growth } },
  })
  const [slow, quick] = [vital(route('GET /api/orders', 42, 3000), 800, 31_000_000), vital(route('GET /api/orders', 2, 40), 4, 100_000)]
  const writes = (thousand: number) => [{ table: 'orders', thousand }]
  const blocks = speedBlocks({ ...account(slow), writes: writes(9) }, { ...account(quick), writes: writes(14) })
  expect(blocks.slice(3)).toMatchObject([
    { kind: 'text' },
    { kind: 'table', rows: [['`GET /api/orders`', '800 → 4', '2,400 → 12', '31.0 → 0.1']] },
    { kind: 'table', rows: [['`orders`', '9 → 14']] },
  ])
})
