import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (line: string, path = '/login') =>
  findingsIn('errors/forged-log-line', {
    'server.ts': `import express from 'express'
import bcrypt from 'bcrypt'
import { PrismaClient } from '@prisma/client'
const app = express()
const db = new PrismaClient()
app.use(express.json())
app.post('${path}', async (req, res) => {
  const user = await db.user.findUnique({ where: { name: req.body.name } })
  ${line}
  ${path === '/login' ? 'if (await bcrypt.compare(req.body.password, user.passwordHash)) return res.json({})' : ''}
  res.status(401).end()
})
app.listen(3000)`,
  })

test('finds a name in a line about signing in', async () => {
  expect(await find("console.log('Error: no such user:', req.body.name)")).toEqual([
    'server.ts:9 low `POST /login` puts `body.name` into the log as it came, line breaks included.',
  ])
})

test('passes fields of an object, ids of rows, and routes that sign nobody in', async () => {
  expect(await find("console.log('failed', { name: req.body.name })")).toEqual([])
  expect(await find("console.log('failed', user.id)")).toEqual([])
  expect(await find("console.log('looked up', req.body.name)", '/search')).toEqual([])
})
