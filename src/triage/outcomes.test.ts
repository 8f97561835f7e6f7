import { expect, test } from 'vitest'
import type { Part } from '#checks/check'
import type { AppModel } from '#model/app-model'
import { outcomes } from './outcomes.js'
import { at, check, found, query, route, shop } from './shop.fixture.js'

const clean: AppModel = { ...shop, gaps: [] }
const none = { problems: [], errors: [] }
const outcomeOf = (needs: readonly Part[], model = clean) => outcomes([check('a/b', 'low', 'why', needs)], none, model)[0]!

test('pass, fail and error', () => {
  const [a, b, c] = ['a/a', 'b/b', 'c/c'].map(id => check(id, 'low', 'why'))
  expect(
    outcomes([c!, b!, a!], { problems: [found(b!, 'x.ts', 1, 'm', 'h')], errors: [{ check: c!, error: new Error('broken') }] }, clean),
  ).toEqual([
    { check: 'a/a', outcome: 'pass', reason: 'Nothing found.' },
    { check: 'b/b', outcome: 'fail', reason: '1 finding.' },
    { check: 'c/c', outcome: 'error', reason: 'The check stopped: broken' },
  ])
})

test('a gap makes unknown only what it may hide', () => {
  expect(outcomeOf(['routes'], shop)).toEqual({
    check: 'a/b',
    outcome: 'unknown',
    reason: '`lib/with-shop.ts:7` could not be read: the wrapped function is chosen at run time.',
  })
  expect(outcomeOf(['tables'], shop).reason).toContain('0007_prices')
  expect(outcomeOf(['env'], shop).outcome).toBe('pass')
})

test('a file that was not read hides what such a file can hold', () => {
  const unread = (file: string) => ({ ...clean, gaps: [{ at: at(file, 1), why: 'it does not parse', hides: ['files' as const] }] })
  expect([outcomeOf(['tables'], unread('a.sql')).outcome, outcomeOf(['routes'], unread('a.sql')).outcome]).toEqual(['unknown', 'pass'])
  expect([outcomeOf(['tables'], unread('a.ts')).outcome, outcomeOf(['routes'], unread('a.ts')).outcome]).toEqual(['pass', 'unknown'])
  expect([outcomeOf(['tables'], unread('private')).outcome, outcomeOf(['routes'], unread('private')).outcome]).toEqual([
    'unknown',
    'unknown',
  ])
})

test('a gap of a single route counts too', () => {
  const gap = { at: at('x.ts', 4), why: 'a computed table', hides: ['queries' as const] }
  expect(outcomeOf(['routes'], { ...clean, routes: [route('GET', '/x', 'open', 'none', { gaps: [gap] })] }).outcome).toBe('unknown')
})

test('without the parts that it is about, a check does not apply; beside other parts it does', () => {
  expect(outcomeOf(['edge'])).toEqual({ check: 'a/b', outcome: 'not-applicable', reason: 'The app has no edge functions.' })
  expect(outcomeOf(['edge', 'buckets']).reason).toBe('The app has no storage buckets or edge functions.')
  expect(outcomeOf(['edge', 'routes']).outcome).toBe('pass')
  expect(outcomeOf(['env', 'source'], { ...clean, env: [] }).outcome).toBe('pass')
})

test('queries on tables that no file declares are unknown, not fine', () => {
  const model = { ...clean, tables: [], routes: [route('GET', '/x', 'session', 's', { effects: [query('x.ts', 3, 'read', 'orders')] })] }
  expect(outcomeOf(['routes', 'tables'], model)).toEqual({
    check: 'a/b',
    outcome: 'unknown',
    reason: 'The app queries `orders`, but no file declares its tables.',
  })
})
