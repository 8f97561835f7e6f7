import { expect, test } from 'vitest'
import { opened } from './opened.js'

test.each([
  [{ approval_status: 'pending' }, { approval_status: 'approved' }],
  [{ accountStatus: 'PENDING' }, { accountStatus: 'ACTIVE' }],
  [{ status: 'Unverified' }, { status: 'Active' }],
  [
    { is_verified: 0, blocked: 1 },
    { is_verified: 1, blocked: 0 },
  ],
  [
    { isApproved: false, suspended: true },
    { isApproved: true, suspended: false },
  ],
  [{ emailVerified: null }, { emailVerified: new Date('2026-01-01T00:00:00Z') }],
  [{ emailVerified: null, isTwoFactorEnabled: false, mfa_enabled: 0 }, { emailVerified: new Date('2026-01-01T00:00:00Z') }],
  // Open as it is, or nothing that says so.
  [{ status: 'active', is_verified: true, blocked: false, activeOrders: 3 }, {}],
  [{ bio: 'pending', payment: 'pending', name: 'Inactive' }, {}],
])('%j is opened by %j', (row, changes) => {
  expect(opened(row, ['active', 'approved'])).toEqual(changes)
})

test('a state that is called otherwise in the code', () => {
  expect(opened({ status: 'pending' }, ['approved', 'active'])).toEqual({ status: 'approved' })
})
