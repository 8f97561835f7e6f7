import { describe, expect, test } from 'vitest'
import type { Boot } from '#lab/lab'
import type { Flow } from '#probes/flow'
import type { Finding } from '#triage/finding'
import { asBuilt, closedBy } from './retest.js'

const boot = (says: string, outcome: 'done' | 'skipped'): Boot => ({
  outcome: 'running',
  steps: [{ step: 'build', outcome, says, milliseconds: 1 }],
  substitutions: [],
  seal: 'namespace',
})

test('an app that starts in development only, since its build fails, does not run', () => {
  const failed = asBuilt(boot('the build failed: app/page.tsx: Type error', 'skipped'))
  expect(failed).toMatchObject({ outcome: 'failed', why: 'the build failed: app/page.tsx: Type error' })
  expect(asBuilt(boot('npm run build', 'done')).outcome).toBe('running')
  expect(asBuilt(boot('nothing to build', 'skipped')).outcome).toBe('running')
})

describe('flows that a repair is meant to end', () => {
  const finding = (more: Partial<Finding>): Finding => ({ trail: [], ...more }) as unknown as Finding
  const flow = (route: string, actor: Flow['actor']): Flow => ({ route, actor, status: 200 })
  const staff = closedBy([finding({ check: 'access/admin-without-role', route: 'GET /api/admin/orders' })])

  test('are what others than staff did at a route of staff', () => {
    expect(staff(flow('GET /api/admin/orders', 'a'))).toBe(true)
    expect(staff(flow('GET /api/admin/orders', 'admin'))).toBe(false)
    expect(staff(flow('GET /api/orders', 'a'))).toBe(false)
  })

  test('are what an author did that staff are to do', () => {
    const approving = closedBy([finding({ check: 'access/unscoped-query', route: 'PUT /api/reviews/approve/:id' })])
    expect([approving(flow('PUT /api/reviews/approve/:id', 'a')), approving(flow('PUT /api/reviews/approve/:id', 'admin'))]).toEqual([
      true,
      false,
    ])
    const own = closedBy([finding({ check: 'access/unscoped-query', route: 'PUT /api/reviews/:id' })])
    expect(own(flow('PUT /api/reviews/:id', 'a'))).toBe(false)
  })

  test('are reads of a table that only the pages hid', () => {
    const isClosed = closedBy([finding({ check: 'access/browser-only-admin', table: 'orders' })])
    expect(isClosed(flow('GET /rest/v1/orders', 'a'))).toBe(true)
    expect(isClosed(flow('GET /rest/v1/carts', 'a'))).toBe(false)
  })

  test('are none where something else is mended', () => {
    expect(closedBy([finding({ check: 'input/sql-injection', route: 'GET /api/orders' })])(flow('GET /api/orders', 'a'))).toBe(false)
  })
})
