import { describe, expect, test } from 'vitest'
import { matrixOf } from './access.fixture.js'
import { faultsOf } from './faults.js'
import { FAULTY, ODD, type Story } from './suite.fixture.js'

const told = async ({ sql }: Story): Promise<string[]> =>
  faultsOf(await matrixOf(sql))
    .map(fault => `${fault.kind} ${fault.object.name}`)
    .sort()

test('there are twenty of each', () => {
  expect([FAULTY.length, ODD.length]).toEqual([20, 20])
})

describe('faulty', () => {
  test.each(FAULTY.map(story => [story.name, story] as const))('%s', async (_, story) => {
    expect(await told(story)).toEqual([...story.faults].sort())
  })
})

describe('right, and odd to look at', () => {
  test.each(ODD.map(story => [story.name, story] as const))('%s', async (_, story) => {
    expect(await told(story)).toEqual([])
  })
})
