import { expect, test } from 'vitest'
import { placesOf, problemsIn } from '#checks/secrets/problems.fixture'
import check from './missing-example.js'

test('names what is needed, at the first read', async () => {
  const found = await problemsIn(check, { 'a.ts': '1\nuse(process.env.DATABASE_URL)', 'b.ts': 'use(process.env.STRIPE_KEY)' })
  expect(placesOf(found)).toEqual(['a.ts:2'])
  expect(found[0]?.message).toBe('The app reads `DATABASE_URL`, `STRIPE_KEY`, and no `.env.example` names them.')
})

test.each([
  ['an example', { '.env.example': 'DATABASE_URL=' }],
  ['a template', { 'server/.env.template': 'DATABASE_URL=' }],
  ['a README that lists them', { 'README.md': '## Setup\n\n```\nDATABASE_URL=postgres://…\n```' }],
])('passes an app with %s', async (_, files) => {
  expect(await problemsIn(check, { 'a.ts': 'use(process.env.DATABASE_URL)', ...files })).toEqual([])
})
