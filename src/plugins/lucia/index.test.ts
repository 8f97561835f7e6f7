import { expect, test } from 'vitest'
import { deed, readHandler, route } from '../app.fixture.js'

const LUCIA =
  "import { Lucia } from 'lucia'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nconst lucia = new Lucia(null, {})"

test('a session is validated, made, ended', async () => {
  const guarded = await readHandler(
    LUCIA,
    'const { user } = await lucia.validateSession(req.cookies.session)\nif (!user) return res.status(401).end()\nawait prisma.order.deleteMany()',
  )
  expect(route(guarded, 'POST', '/').auth).toBe('session')
  const made = await readHandler(LUCIA, 'await lucia.createSession(req.body.id, {})\nawait lucia.invalidateSession(req.body.old)')
  expect(route(made, 'POST', '/').effects).toMatchObject([{ does: 'create' }, { does: 'destroy' }])
  expect(route(made, 'POST', '/').effects.map(deed)).toEqual(['session', 'session'])
})
