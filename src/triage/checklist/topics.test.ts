import { expect, test } from 'vitest'
import { CHECKS } from '#checks/registry.generated'
import { TOPICS } from './topics.js'

test.each(Object.entries(TOPICS))('some check bears on the topic %s', (_, checks) => {
  expect(CHECKS.map(check => check.id).filter(id => checks.test(id))).not.toEqual([])
})
