import { expect, test } from 'vitest'
import { clockOf, forExperiments } from './clock.js'

test('without a budget there is no end', () => {
  expect(clockOf().left()).toBe(Infinity)
  expect(forExperiments(Infinity, 60_000)).toBe(Infinity)
})

test('a budget runs down to nothing, and not below', () => {
  const clock = clockOf(50)
  expect(clock.left()).toBeGreaterThan(0)
  expect(clock.left()).toBeLessThanOrEqual(50)
  expect(clockOf(-1).left()).toBe(0)
})

test('a second boot is paid for before the experiments are', () => {
  expect(forExperiments(200_000, 60_000)).toBe(56_250)
  expect(forExperiments(60_000, 60_000)).toBe(0)
})
