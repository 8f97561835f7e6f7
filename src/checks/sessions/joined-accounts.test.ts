import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (authorize: string, google = 'allowDangerousEmailAccountLinking: true', providers = 'Google, Credentials') =>
  findingsIn('sessions/joined-accounts', {
    'auth.ts': `import NextAuth from 'next-auth'
import Google from 'next-auth/providers/google'
import Credentials from 'next-auth/providers/credentials'
import { people } from './people'
export const { auth } = NextAuth({ providers: [
  Google({ ${google} }),
  ${providers.includes('Credentials') ? `Credentials({ authorize: async credentials => { ${authorize} } }),` : ''}
] })`,
    'people.ts':
      'export interface Person { emailVerified?: Date | null }\nexport const people = { byEmail: async (email: unknown) => ({ email, emailVerified: null }) }',
    'package.json': '{ "name": "a", "dependencies": { "next-auth": "5.0.0-beta.29", "next": "15.4.2" } }',
  })

const TRUSTS = 'return people.byEmail(credentials.email)'

test('finds accounts that are joined by an address that nobody confirmed', async () => {
  expect(await find(TRUSTS)).toEqual([
    'auth.ts:6 high `auth.ts` joins accounts by their e-mail address, and whoever signs up with a password is never asked to confirm theirs.',
  ])
})

test.each([
  [
    'accounts that have to be confirmed',
    ['const person = await people.byEmail(credentials.email); if (!person.emailVerified) return null; return person'],
  ],
  ['accounts that are kept apart', [TRUSTS, '']],
  ['providers alone, which confirm addresses themselves', [TRUSTS, 'allowDangerousEmailAccountLinking: true', 'Google']],
] as const)('passes %s', async (_, [authorize, ...more]) => {
  expect(await find(authorize, ...more)).toEqual([])
})
