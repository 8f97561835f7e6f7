import { expect, test } from 'vitest'
import { deeds, readHandler, route } from '../app.fixture.js'

const PRISMA = "import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n"

test.each([
  ["import admin from 'firebase-admin'", 'await admin.auth().verifyIdToken(req.headers.authorization)'],
  ["import { getAuth } from 'firebase-admin/auth'", 'await getAuth().verifySessionCookie(req.cookies.session)'],
])('%s: %s', async (imports, head) => {
  const model = await readHandler(
    PRISMA + imports,
    `try { req.user = ${head} } catch { return res.status(401).end() }\nawait prisma.order.deleteMany()`,
  )
  expect(route(model, 'POST', '/').auth).toBe('session')
})

test('administration is a call of its own', async () => {
  const model = await readHandler(
    "import admin from 'firebase-admin'",
    'await admin.auth().setCustomUserClaims(req.body.id, { admin: true })',
  )
  expect(deeds(model)).toEqual(['send auth setCustomUserClaims {0: body.id, 1: {admin: true}}'])
  expect(route(model, 'POST', '/').auth).toBe('open')
})
