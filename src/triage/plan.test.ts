import { describe, expect, test } from 'vitest'
import type { Severity } from '#base/certainty'
import { rank } from './rank.js'
import { shop } from './shop.fixture.js'
import { problems } from './shop-problems.fixture.js'
import { plansFor } from './plan.js'

const [model] = rank(problems, shop)
const finding = (severity: Severity, check: string, index: number) => ({
  ...model!,
  severity,
  check,
  id: `${check}-${index}`,
  status: 'suspected' as const,
})
const many = (count: number, severity: Severity, check: string) =>
  Array.from({ length: count }, (_, index) => finding(severity, check, index))

describe('the smallest plan that helps', () => {
  test('small things are done by hand', () => expect(plansFor(many(9, 'low', 'a/b'), new Set()).advised).toBe('yourself'))
  test('few grave ones too', () => expect(plansFor(many(3, 'critical', 'a/b'), new Set()).advised).toBe('yourself'))
  test('many that follow rules are repaired', () => expect(plansFor(many(20, 'high', 'a/b'), new Set(['a/b'])).advised).toBe('repair'))
  test('many that follow none need the whole of it', () => expect(plansFor(many(20, 'critical', 'a/b'), new Set()).advised).toBe('rescue'))
  test('what is refuted costs nothing', () => {
    const settled = many(20, 'critical', 'a/b').map(one => ({ ...one, status: 'refuted' as const }))
    expect(plansFor(settled, new Set()).advised).toBe('yourself')
  })
})

test('the hours are the sum that is shown', () => {
  const { plans } = plansFor([...many(4, 'critical', 'a/b'), ...many(5, 'high', 'c/d'), ...many(2, 'low', 'c/d')], new Set(['c/d']))
  const rescue = plans.find(plan => plan.name === 'rescue')!
  expect(rescue.hours).toBe(7 * 0.25 + 4 * 3 + 4)
  expect(rescue.arithmetic).toEqual([
    '7 repairs to review × 0.25 h = 1.75 h',
    '4 critical findings by hand × 3 h = 12 h',
    'to read the handover, stage, deploy and watch: 4 h',
  ])
  expect(rescue.removes).toBe(1)
})
