import { expect, test } from 'vitest'
import { readApp } from '#plugins/app.fixture'
import { presentations } from './capture.js'
import { entrances } from './entrances.js'

const guardedOf = async (routes: string): Promise<string[]> => {
  const model = await readApp(
    {
      'server.js': `import express from 'express'
import jwt from 'jsonwebtoken'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
const user = (req, res, next) => { try { req.user = jwt.verify(req.headers.token, process.env.KEY) } catch { return res.json({ success: false }) } next() }
${routes}
app.listen(3000)`,
    },
    { express: '5', jsonwebtoken: '9', '@prisma/client': '6' },
  )
  return entrances(model).guarded.map(route => `${route.method} ${route.path}`)
}
const OWN = "app.post('/orders/mine', user, async (req, res) => res.json(await prisma.order.findMany({ where: { userId: req.user.id } })))"

test('where an app has a POST for everything, one that only reads shows who is known', async () => {
  expect(
    await guardedOf(`${OWN}
app.post('/orders', user, async (req, res) => res.json(await prisma.order.create({ data: { userId: req.user.id } })))
app.post('/help', async (req, res) => res.json(await prisma.page.findMany()))`),
  ).toEqual(['POST /orders/mine'])
})

test('a page that is only looked at comes first', async () => {
  expect(
    await guardedOf(
      `${OWN}\napp.get('/z', user, async (req, res) => res.json(await prisma.order.findMany({ where: { userId: req.user.id } })))`,
    ),
  ).toEqual(['GET /z', 'POST /orders/mine'])
})

test('a token is shown in each of the ways that apps ask for one, once', () => {
  const ways = [...presentations('t', ['authorization', 'token'])].map(way => JSON.stringify(way))
  expect(ways).toContain('{"token":"t"}')
  expect(ways).toContain('{"x-access-token":"t"}')
  expect(new Set(ways).size).toBe(ways.length)
})

test('a route that is called a sign-up is one, whatever is read of it; what needs a role comes later, and what asks nothing of it is none', async () => {
  const model = await readApp(
    {
      'server.js': `import express from 'express'
import { people } from 'a-library-of-theirs'
const app = express()
app.post('/v1/auth/register', (req, res) => people.take(req, res))
app.post('/v1/auth/login', (req, res) => people.know(req, res))
app.post('/v1/newsletter', (req, res) => people.write(req, res))
app.get('/v1/register', (req, res) => res.send('<form>'))
app.listen(3000)`,
    },
    { express: '5' },
  )
  const doors = entrances(model)
  expect(doors.signUp.map(route => `${route.method} ${route.path}`)).toEqual(['POST /v1/auth/register'])
  expect(doors.signIn.map(route => `${route.method} ${route.path}`)).toEqual(['POST /v1/auth/login'])
})
