import { expect, test } from 'vitest'
import type { Finding } from '#triage/finding'
import { wasKnown } from './known-before.js'

const finding = (over: Partial<Finding>): Finding => ({
  id: 'a1b2c3d4',
  check: 'limits/rate-limit-missing',
  area: over.check?.split('/')[0] ?? 'limits',
  severity: 'low',
  certainty: 'likely',
  status: 'suspected',
  message: '',
  help: '',
  why: '',
  key: 'mail',
  at: { file: 'functions/a/index.ts', line: 1 },
  trail: [],
  refs: [],
  rank: 1,
  because: '',
  ...over,
})

const group = finding({
  trail: ['a', 'b', 'c'].map(name => ({ at: { file: `functions/${name}/index.ts`, line: 1 }, label: 'sends mail' })),
})

test('one of a group that has shrunk was known', () => {
  const one = finding({ key: 'POST /b', at: { file: 'functions/b/index.ts', line: 9 } })
  expect(wasKnown(one, [group], [])).toBe(true)
})

test.each([
  ['elsewhere', { at: { file: 'functions/d/index.ts', line: 1 } }],
  ['of another check', { check: 'limits/body-limit', at: { file: 'functions/b/index.ts', line: 1 } }],
  ['graver than the group', { severity: 'high', at: { file: 'functions/b/index.ts', line: 1 } }],
] as const)('one %s is new', (_, over) => expect(wasKnown(finding({ key: 'POST /b', ...over }), [group], [])).toBe(false))

const door = finding({ check: 'access/open-endpoint', severity: 'high', route: 'POST /orders' })

test('what stood behind an open door was there before', () => {
  expect(wasKnown(finding({ check: 'access/unscoped-query', severity: 'high', route: 'POST /orders' }), [], [door])).toBe(true)
})

test.each([
  ['of another route', { check: 'access/unscoped-query', route: 'POST /users' }],
  ['graver than the door', { check: 'access/unscoped-query', severity: 'critical', route: 'POST /orders' }],
  ['of another kind', { check: 'errors/unhandled-failure', route: 'POST /orders' }],
] as const)('a fault %s is new', (_, over) => expect(wasKnown(finding(over), [], [door])).toBe(false))

test('what a body holds is not known while it is written whole', () => {
  const whole = finding({ check: 'input/mass-assignment', severity: 'medium', route: 'POST /orders' })
  const owner = finding({ check: 'access/client-supplied-identity', severity: 'high', route: 'POST /orders' })
  expect(wasKnown(owner, [], [whole])).toBe(true)
  expect(wasKnown({ ...owner, route: 'PATCH /orders' }, [], [whole])).toBe(false)
  expect(wasKnown({ ...owner, check: 'money/client-price' }, [], [whole])).toBe(false)
})

test('whose rows are read is asked before how many', () => {
  const named = finding({ check: 'access/client-supplied-identity', severity: 'high', route: 'GET /orders/user/:id' })
  const endless = finding({ check: 'performance/unbounded-list', route: 'GET /orders/user/:id' })
  expect(wasKnown(endless, [], [named])).toBe(true)
  expect(wasKnown(endless, [], [{ ...named, check: 'errors/unhandled-failure' }])).toBe(false)
})

test('what shows once passwords are hashed everywhere was there before, at any route', () => {
  const passwords = finding({ check: 'sessions/plaintext-password', severity: 'critical', route: 'POST /login' })
  expect(wasKnown(finding({ check: 'sessions/weak-password-rule', route: 'POST /people' }), [], [passwords])).toBe(true)
  expect(wasKnown(finding({ check: 'errors/error-detail-exposed', route: 'POST /people' }), [], [passwords])).toBe(false)
})
