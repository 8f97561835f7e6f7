import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { canCount, withCounters } from './counters.js'
import { coverageOf } from './coverage.js'

const RUN = `'use strict'
const twice = n => n * 2
function price(cents, isMember) {
  'use strict'
  let total = twice(cents)
  if (isMember) {
    total -= 1
  } else total += 1
  try {
    switch (total) { case 0: throw new Error('free') }
  } catch (error) {
    return 0
  }
  return total
}
class Till {
  constructor() { this.sum = 0 }
  add(cents) { this.sum += cents; return this }
}
`

test('what ran is counted, and the code does what it did', () => {
  const labLines: Record<string, 1> = {}
  const counted = withCounters('till.js', `${RUN}result = [price(2, true), new Till().add(3).sum]`)
  const context = { labLines, result: [] as number[] }
  runInNewContext(counted, Object.assign(context, { globalThis: context }))
  expect([...context.result]).toEqual([3, 3])
  expect(coverageOf([{ path: 'till.js', text: RUN }], new Set(Object.keys(labLines)))).toEqual([
    { file: 'till.js', lines: 8, reached: 7, bare: [12] },
  ])
})

test('code without semicolons, types and directives stand', () => {
  const text = "export async function save(form: FormData) {\n  'use server'\n  const a = form\n  type B = string\n  ;[a].map(String)\n}\n"
  const counted = withCounters('actions.ts', text)
  expect(counted).toMatch(/'use server'\n\s+void Reflect/)
  expect(counted.split('\n')).toHaveLength(text.split('\n').length)
  expect(counted.match(/void Reflect/g)).toHaveLength(2)
})

test('nothing happens where nobody counts, and what does not parse is left alone', () => {
  expect(runInNewContext(withCounters('a.js', '(() => { return 7 })()'))).toBe(7)
  expect(withCounters('a.ts', 'export function (')).toBe('export function (')
})

test('the browser, the edge, tests and settings are not counted', () => {
  expect(canCount('lib/orders.ts', 'export const a = () => 1')).toBe(true)
  for (const [path, text] of [
    ['app/cart.tsx', "'use client'\nexport const a = 1"],
    ['app/api/route.ts', "export const runtime = 'edge'"],
    ['middleware.ts', ''],
    ['lib/orders.test.ts', ''],
    ['types.d.ts', ''],
    ['schema.sql', ''],
    ['supabase/functions/pay/index.ts', ''],
  ] as const)
    expect(canCount(path, text), path).toBe(false)
})
