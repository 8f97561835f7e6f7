import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (calls: string, more: Record<string, string> = {}) =>
  findingsIn('broken/missing-route', {
    'package.json': '{ "name": "shop", "dependencies": { "next": "15.0.0", "react": "19.0.0" } }',
    'app/page.tsx': `'use client'
export default function Page() {
  const known = [fetch('/api/orders'), fetch('/api/orders?page=2'), fetch('/api/stats/')]
${calls}
  return <p>{String(known)}</p>
}`,
    'app/api/orders/route.ts': 'export const GET = () => Response.json([])',
    'app/api/orders/[id]/route.ts': 'export const GET = () => Response.json([])',
    'app/api/stats/route.ts': 'export const GET = () => Response.json([])',
    ...more,
  })

const says = (address: string) => [`app/page.tsx:4 medium \`app/page.tsx\` calls \`${address}\`, and no route of the app answers there.`]

test('finds an address that no route answers', async () => {
  expect(await find("  fetch('/api/payouts', { method: 'POST' })")).toEqual(says('/api/payouts'))
  expect(await find('  fetch(`/api/orders/${id}/cancel`)')).toEqual(says('/api/orders/…/cancel'))
})

test('passes an app of whose calls many are answered elsewhere', async () => {
  expect(await find("  fetch('/api/payouts', { method: 'POST' })\n  fetch('/api/invoices')")).toEqual([])
})

test.each([
  ['a row', '  fetch(`/api/orders/${id}`)', {}],
  ['what is put in beside other text', '  fetch(`/api/payouts${query}`)', {}],
  ['another host', "  fetch('https://api.example.com/api/payouts')", {}],
  ['a rewrite', "  fetch('/api/payouts')", { 'next.config.js': 'module.exports = { async rewrites() { return [] } }' }],
  [
    'a route for the rest',
    "  fetch('/api/auth/session')",
    { 'app/api/auth/[...all]/route.ts': 'export const GET = () => Response.json([])' },
  ],
])('passes %s', async (_, calls, more) => {
  expect(await find(calls, more as Record<string, string>)).toEqual([])
})
