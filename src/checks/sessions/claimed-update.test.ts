import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (jwt: string) =>
  findingsIn('sessions/claimed-update', {
    'auth.ts': `import NextAuth from 'next-auth'
import { people } from './people'
export const { handlers, auth } = NextAuth({ providers: [], callbacks: {
${jwt}
} })`,
    'people.ts': 'export const people = { byId: async (id: string) => ({ id, role: "member" }) }',
    'package.json': '{ "name": "a", "dependencies": { "next-auth": "5.0.0-beta.29", "next": "15.4.2" } }',
  })

test.each([
  [
    'a role',
    'async jwt({ token, trigger, session }) { if (trigger === "update") token.role = session.user.role; return token }',
    'critical `auth.ts` takes `role`',
  ],
  [
    'one that may be missing',
    'jwt: ({ token, trigger, session }) => { if (trigger === "update" && session?.user?.role) { token.role = session!.user!.role as string } return token }',
    'critical `auth.ts` takes `role`',
  ],
  [
    'all of it',
    'async jwt({ token, trigger, session }) { if (trigger === "update") return { ...token, ...session.user }; return token }',
    'critical `auth.ts` takes whatever the browser sends',
  ],
  [
    'all of it, assigned',
    'async jwt({ token, trigger, session: sent }) { if (trigger === "update") Object.assign(token, sent); return token }',
    'critical `auth.ts` takes whatever the browser sends',
  ],
  [
    'a plan',
    'async jwt({ token, trigger, session }) { if (trigger === "update") token.plan = session.plan; return token }',
    'high `auth.ts` takes `plan`',
  ],
])('finds %s', async (_, jwt, says) => {
  const [found, ...others] = await find(jwt)
  expect(found?.replace(/^auth\.ts:\d+ /, '')).toContain(says)
  expect(others).toEqual([])
})

test.each([
  [
    'a name and a picture',
    'async jwt({ token, trigger, session }) { if (trigger === "update") { token.name = session.user.name; token.picture = session.user.image } return token }',
  ],
  [
    'what the database says',
    'async jwt({ token, trigger, session }) { if (trigger === "update") token.role = (await people.byId(token.sub)).role; return token }',
  ],
  ['the other callback', 'async session({ session, token }) { session.user.role = token.role; return { ...session } }'],
  [
    'a role that comes with the account',
    'async jwt({ token, user, trigger }) { if (trigger !== "update" && user) token.role = user.role; return token }',
  ],
])('passes %s', async (_, jwt) => {
  expect(await find(jwt)).toEqual([])
})
