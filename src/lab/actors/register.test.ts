import { expect, test } from 'vitest'
import { readApp, route } from '#plugins/app.fixture'
import { PASSWORD } from '../request/value.js'
import { identityFields } from './register.js'

const SIGN_UP = `
import express from 'express'
import { PrismaClient } from '@prisma/client'
const app = express()
const prisma = new PrismaClient()
app.use(express.json())
app.post('/signup', async (req, res) => {
  const { email, username, password, passwordless, role } = req.body
  if (!passwordless && password.length < 8) return res.status(400).end()
  await prisma.user.create({ data: { email, username, role: role ?? 'user', password: passwordless ? undefined : password } })
  res.status(201).end()
})
app.listen(3000)`

test('people say who they are, ask for no rights, and choose a password', async () => {
  const model = await readApp({ 'server.js': SIGN_UP }, { express: '5' })
  expect(identityFields(route(model, 'POST', '/signup'), 'a.lab@example.com')).toEqual({
    'body.email': 'a.lab@example.com',
    'body.username': 'alab',
    'body.password': PASSWORD,
    'body.passwordless': undefined,
    'body.role': undefined,
  })
})
