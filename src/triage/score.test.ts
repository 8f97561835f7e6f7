import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEVERITIES } from '#base/certainty'
import type { CheckResult, Finding } from './finding.js'
import { rank } from './rank.js'
import { score } from './score.js'
import { check, found, shop } from './shop.fixture.js'
import { problems } from './shop-problems.fixture.js'

const pass: CheckResult = { check: 'a/b', outcome: 'pass', reason: 'Nothing found.' }
const many = (count: number, severity: Finding['severity'], rest: { table?: string; route?: string } = {}): readonly Finding[] =>
  rank(
    Array.from({ length: count }, (_, line) =>
      found(check('some/thing', severity, 'why'), 'lib/x.ts', line + 1, 'm', 'h', { key: `k${line}`, ...rest }),
    ),
    shop,
  )

test('a clean app has 100, and an unanswered check costs something', () => {
  expect(score([], [pass], shop)).toEqual({ value: 100, steps: [] })
  expect(score([], [pass, { ...pass, outcome: 'unknown' }], shop).value).toBe(99)
})

test('one critical keeps it under 60, several on money or data under 40, 200 trifles cost six', () => {
  expect(score(many(1, 'critical'), [], shop).value).toBe(59)
  expect(score(many(2, 'critical', { table: 'orders' }), [], shop).value).toBeLessThan(40)
  const likely = many(2, 'critical', { table: 'users' }).map(finding => ({ ...finding, certainty: 'likely' as const }))
  expect(score(likely, [], shop).value).toBeLessThan(40)
  expect(score(many(200, 'low'), [], shop).value).toBe(94)
})

test('the steps are the whole difference', () => {
  const { value, steps } = score(rank(problems, shop), [pass], shop)
  expect(steps).toMatchInlineSnapshot(`
    [
      {
        "label": "3 critical findings, all touch money or personal data",
        "points": 70,
      },
      {
        "label": "4 high findings, 2 touch money or personal data",
        "points": 8,
      },
      {
        "label": "12 medium findings, 8 touch money or personal data",
        "points": 5,
      },
      {
        "label": "3 low findings, one touches money or personal data",
        "points": 1,
      },
    ]
  `)
  expect(value + steps.reduce((sum, step) => sum + step.points, 0)).toBe(100)
})

test('what is accepted, refuted or fixed costs nothing', () => {
  for (const status of ['accepted', 'refuted', 'fixed'] as const)
    expect(score([{ ...many(1, 'critical')[0]!, status }], [], shop).value).toBe(100)
})

test('another finding never raises it, and it stays within 0 and 100', () => {
  const anyFinding = fc
    .record({
      severity: fc.constantFrom(...SEVERITIES),
      certainty: fc.constantFrom('certain' as const, 'likely' as const, 'possible' as const),
      table: fc.constantFrom('orders', 'users', 'products', 'nothing'),
    })
    .map((rest): Finding => ({ ...many(1, 'low')[0]!, ...rest }))
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 60 }), anyFinding, fc.nat(40), (before, another, unknowns) => {
      const results = Array.from({ length: unknowns }, (): CheckResult => ({ ...pass, outcome: 'unknown' }))
      const [less, more] = [score(before, results, shop), score([...before, another], results, shop)]
      expect(more.value).toBeLessThanOrEqual(less.value)
      expect(more.value).toBeGreaterThanOrEqual(0)
      expect(more.value + more.steps.reduce((sum, step) => sum + step.points, 0)).toBe(100)
    }),
  )
})
