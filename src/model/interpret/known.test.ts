import { expect, test } from 'vitest'
import { readHandler, route } from '#plugins/app.fixture'

const PRISMA = "import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n"

test('a list that is known whole is walked: parts of a request are picked by name, and checked', async () => {
  const model = await readHandler(
    `${PRISMA}import Joi from 'joi'
const pick = (from, keys) => keys.reduce((found, key) => { if (from && Object.prototype.hasOwnProperty.call(from, key)) { found[key] = from[key] } return found }, {})
const rules = { body: Joi.object({ name: Joi.string() }) }`,
    `const schema = pick(rules, ['params', 'body'])
const { value, error } = Joi.compile(schema).validate(pick(req, Object.keys(schema)))
if (error) return res.status(400).end()
Object.assign(req, value)
await prisma.user.create({ data: req.body })`,
  )
  expect(route(model, 'POST', '/').inputs).toMatchObject([{ from: 'body', path: ['name'], checked: 'joi' }])
})

test.each([
  ["'/admin/x'.startsWith('/admin')", true],
  ["['/a', '/b'].includes('/b')", true],
  ["['/a', '/b'].some(one => '/c'.startsWith(one))", false],
  ["/^\\/admin/.test('/admin/x')", true],
  ["[/^\\/a/, /^\\/b/].some(one => one.test('/b/1'))", true],
])('%s is %s', async (test, holds) => {
  const model = await readHandler(PRISMA, `if (${test}) return res.status(403).end()\nawait prisma.order.deleteMany()`)
  expect(route(model, 'POST', '/').effects.some(effect => effect.kind === 'query')).toBe(!holds)
})

test('what is found in a list is what the callback says yes to', async () => {
  const model = await readHandler(
    `${PRISMA}import jwt from 'jsonwebtoken'`,
    `const user = jwt.verify(req.headers.authorization, process.env.KEY)
const mine = ['admin', 'seller'].find(role => user.role === role)
if (!mine) return res.status(403).end()
await prisma.order.deleteMany()`,
  )
  expect(route(model, 'POST', '/').auth).toBe('role')
})
