import { expect, test } from 'vitest'
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
