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

test('what a loop finds before it ends itself is there after it', async () => {
  const model = await readHandler(
    PRISMA,
    `let found = null
let page = 1
while (!found && page < 9) {
  const users = await prisma.user.findMany({ skip: page * 50 })
  const hit = users.find(one => one.email === req.body.email)
  if (hit) { found = { id: hit.id }; break }
  page += 1
}
if (!found) return res.status(404).end()
await prisma.user.update({ where: { id: found.id }, data: { password: 'x' } })`,
  )
  expect(route(model, 'POST', '/').effects.flatMap(effect => (effect.kind === 'query' ? [effect.does] : []))).toEqual(['read', 'update'])
})

test('what nothing in a loop writes stays what it was', async () => {
  const model = await readHandler(
    PRISMA,
    `let found = null
for (const one of req.body.list) { if (one.skip) break }
if (!found) return res.status(404).end()
await prisma.order.deleteMany()`,
  )
  expect(route(model, 'POST', '/').effects.some(effect => effect.kind === 'query')).toBe(false)
})

test.each([
  ["text.replace(/\\$(\\d+)/g, '?')", "'select * from orders where id = $1'"],
  ["text.replace(/\\?/g, () => '$' + ++n)", "'select * from orders where id = ?'"],
  ["text.replace(/\\s+/g, ' ')", '`select * from ${table} where id = ?`'],
])('a statement is still read after %s', async (made, text) => {
  const model = await readHandler(
    `import mysql from 'mysql2/promise'\nconst pool = mysql.createPool({})\nconst table = 'orders'\nlet n = 0
const query = async (text, values) => (await pool.query(${made}, values))[0]`,
    `res.json(await query(${text}, [req.body.id]))`,
    { mysql2: '3' },
  )
  expect(route(model, 'POST', '/').effects).toContainEqual(
    expect.objectContaining({ kind: 'query', does: 'read', table: 'orders', filters: [expect.objectContaining({ column: 'id' })] }),
  )
})

test('a text that a caller sends is none that is known', async () => {
  const model = await readHandler(
    `import mysql from 'mysql2/promise'\nconst pool = mysql.createPool({})`,
    "res.json(await pool.query('select * from orders where id = ' + req.body.id.replace(/x/g, 'y')))",
    { mysql2: '3' },
  )
  expect(JSON.stringify(route(model, 'POST', '/').effects)).toContain('"path":["id"]')
})
