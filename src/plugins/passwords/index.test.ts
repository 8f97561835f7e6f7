import { expect, test } from 'vitest'
import { deeds, readHandler, route, spell } from '../app.fixture.js'

const answer = async (imports: string, body: string): Promise<string> => {
  const model = await readHandler(imports, body)
  return spell(route(model, 'POST', '/').effects.flatMap(one => (one.kind === 'respond' ? [one.body] : []))[0]!)
}

test.each([
  ["import bcrypt from 'bcryptjs'", 'res.json({ p: await bcrypt.hash(req.body.password, 10) })'],
  ["import bcrypt from 'bcrypt'", 'bcrypt.hash(req.body.password, 10, (err, hash) => res.json({ p: hash }))'],
  ["import argon2 from 'argon2'", 'res.json({ p: await argon2.hash(req.body.password) })'],
  ["import { scryptSync } from 'crypto'", "res.json({ p: scryptSync(req.body.password, 'salt', 64) })"],
])('%s hashes', async (imports, body) => {
  expect(await answer(imports, body)).toBe('{p: hash(body.password)}')
})

test('a comparison says nothing of a session', async () => {
  const model = await readHandler(
    "import bcrypt from 'bcrypt'\nimport { PrismaClient } from '@prisma/client'",
    'if (!(await bcrypt.compare(req.body.password, req.body.hash))) return res.status(401).end()\nawait new PrismaClient().order.delete({ where: { id: req.body.id } })',
  )
  expect(deeds(model)[0]).toBe('compare')
  expect(route(model, 'POST', '/').auth).toBe('open')
})
