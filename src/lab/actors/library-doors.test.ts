import { expect, test } from 'vitest'
import { readApp } from '#plugins/app.fixture'
import { routeFields } from '../request/field.js'
import { entrances } from './entrances.js'

const AUTH = "import { betterAuth } from 'better-auth'\nexport const auth = betterAuth({ emailAndPassword: { enabled: true } })"

test.each([
  [
    'a route of Next.js',
    '/api/auth',
    {
      'lib/auth.ts': AUTH,
      'app/api/auth/[...all]/route.ts':
        "import { auth } from '../../../../lib/auth'\nimport { toNextJsHandler } from 'better-auth/next-js'\nexport const { GET, POST } = toNextJsHandler(auth)",
    },
    { next: '15' },
  ],
  [
    'a server of Express',
    '/auth',
    {
      'auth.ts': AUTH,
      'server.ts':
        "import express from 'express'\nimport { toNodeHandler } from 'better-auth/node'\nimport { auth } from './auth'\nconst app = express()\napp.all('/auth/*splat', toNodeHandler(auth))\napp.listen(3000)",
    },
    { express: '5' },
  ],
] as const)('what Better Auth opens behind %s', async (_, base, files, dependencies) => {
  const doors = entrances(await readApp({ ...files }, { ...dependencies }))
  expect(doors.signUp[0]).toMatchObject({ method: 'POST', path: `${base}/sign-up/email` })
  expect(doors.signIn[0]).toMatchObject({ method: 'POST', path: `${base}/sign-in/email` })
  expect(doors.guarded[0]).toMatchObject({ method: 'GET', path: `${base}/get-session` })
  expect(routeFields(doors.signUp[0]!).map(({ path }) => path.join('.'))).toEqual(['email', 'name', 'password'])
})

test('a catch-all route of the app’s own is no such door', async () => {
  const doors = entrances(
    await readApp(
      { 'app/api/files/[...all]/route.ts': 'export async function POST() { return Response.json({ stored: true }) }' },
      { next: '15' },
    ),
  )
  expect(doors).toEqual({ signUp: [], signIn: [], guarded: [] })
})
