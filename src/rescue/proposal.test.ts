import { expect, test } from 'vitest'
import type { Finding } from '#triage/finding'
import { inOrder, type Proposal } from './proposal.js'
import { together } from './trial.js'

const proposal = (check: string, route: string, covers: readonly string[] = []): Proposal => ({
  finding: { check, route } as unknown as Finding,
  fix: check,
  patch: { title: `${check} ${route}`, says: '', edits: [], files: [] },
  covers,
  variant: 0,
})

test('what mends the fault of another at its route on its way goes first, and the rest stays in its order', () => {
  const order = [
    proposal('money/missing-transaction', 'POST /api/orders'),
    proposal('input/ssrf', 'POST /api/avatar'),
    proposal('money/order-not-idempotent', 'POST /api/pay', ['money/missing-transaction']),
    proposal('money/order-not-idempotent', 'POST /api/orders', ['money/missing-transaction']),
  ]
  expect(inOrder(order).map(({ patch }) => patch.title)).toEqual([
    'money/order-not-idempotent POST /api/orders',
    'money/missing-transaction POST /api/orders',
    'input/ssrf POST /api/avatar',
    'money/order-not-idempotent POST /api/pay',
  ])
})

test('what another may mend on its way waits for the code as that leaves it', () => {
  const price = proposal('money/client-price', 'POST /api/pay', ['input/unvalidated-body'])
  const body = proposal('input/unvalidated-body', 'POST /api/pay')
  const elsewhere = proposal('input/unvalidated-body', 'POST /api/orders')
  expect(together([price, body, elsewhere], 9)).toEqual([price, elsewhere])
})
