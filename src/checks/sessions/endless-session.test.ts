import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const store = (ttl: string) =>
  findingsIn('sessions/endless-session', {
    'server/session.ts': `import session from 'express-session'
import connectPg from 'connect-pg-simple'
const DAY = 24 * 60 * 60
const week = 7 * DAY * 1000
export function sessions() {
  const PgStore = connectPg(session)
  return session({ store: new PgStore({
    conString: process.env.DATABASE_URL,
    ${ttl},
  }), cookie: { maxAge: week } })
}`,
  })

test('says how long, at the line', async () => {
  expect(await store('ttl: week')).toEqual([
    'server/session.ts:9 medium The session store is given `ttl` of 604,800,000 seconds, which is 19 years.',
  ])
})

test.each([
  ['seconds', 'ttl: week / 1000'],
  ['a month of seconds', 'ttl: 30 * DAY'],
  ["the cookie's own end", 'tableName: "sessions"'],
  ['what the environment says', 'ttl: Number(process.env.SESSION_TTL)'],
])('passes %s', async (_, ttl) => {
  expect(await store(ttl)).toEqual([])
})
