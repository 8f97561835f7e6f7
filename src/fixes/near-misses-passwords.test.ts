import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

describe('a password that only one place forgets to hash', () => {
  const app = (
    write: string,
    login = 'if (!(await bcrypt.compare(req.body.password, user.password))) return res.sendStatus(401)',
  ): Files => ({
    'package.json': '{ "name": "s", "type": "module", "dependencies": { "express": "*", "bcryptjs": "*", "@prisma/client": "*" } }',
    'server.js': `import bcrypt from 'bcryptjs'
import express from 'express'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
app.post('/signup', async (req, res) => {
  await prisma.user.create({ data: { email: req.body.email, password: await bcrypt.hash(req.body.password, 10) } })
  res.json({})
})
app.post('/login', async (req, res) => {
  const user = await prisma.user.findUnique({ where: { email: req.body.email } })
  ${login}
  res.json({ id: user.id })
})
${write}
app.listen(3000)
`,
  })

  test('is hashed as elsewhere', async () => {
    const told = await after(
      'sessions/hashed-password',
      app(`app.post('/reset', async (req, res) => {
  const { id, password } = req.body
  if (!password) return res.sendStatus(400)
  await prisma.user.update({ where: { id }, data: { password } })
  res.json({})
})`),
    )
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('data: { password: await bcrypt.hash(password, 10) }')
  })

  test('is hashed only where there is one', async () => {
    const [told] = await after(
      'sessions/hashed-password',
      app(`app.patch('/users/:id', async (req, res) => {
  const { name, password } = req.body
  await prisma.user.update({ where: { id: req.params.id }, data: { name, password } })
  res.json({})
})`),
    )
    expect(told).toContain('data: { name, password: password && (await bcrypt.hash(password, 10)) }')
  })

  test.each([
    [
      'nobody waits for the hash',
      `app.post('/reset', (req, res) => {
  prisma.user.update({ where: { id: req.body.id }, data: { password: req.body.password } }).then(() => res.json({}))
})`,
      undefined,
    ],
    [
      'it is made in two ways',
      `app.post('/reset', async (req, res) => {
  const row = req.body.forced ? { password: req.body.password, stale: true } : { password: req.body.password }
  await prisma.user.update({ where: { id: req.body.id }, data: row })
  res.json({})
})`,
      undefined,
    ],
    [
      'signing in compares it as it was typed',
      `app.post('/reset', async (req, res) => {
  await prisma.user.update({ where: { id: req.body.id }, data: { password: req.body.password } })
  res.json({})
})`,
      'if (req.body.password !== user.password) return res.sendStatus(401)',
    ],
  ])('is left where %s', async (_, write, login) => {
    expect(await after('sessions/hashed-password', app(write, login))).toEqual([])
  })
})
