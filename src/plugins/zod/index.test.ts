import { expect, test } from 'vitest'
import { readApp, readHandler, route, spell } from '../app.fixture.js'

const ZOD = "import { z } from 'zod'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()"

/** What is written, and whether the route's input counts as checked. */
const written = async (body: string): Promise<string> => {
  const model = await readHandler(ZOD, body)
  const one = route(model, 'POST', '/')
  return `${one.effects.flatMap(effect => (effect.kind === 'query' && effect.data ? [spell(effect.data)] : [])).join(' ; ')} ${one.validated}`
}

test.each([
  [
    'parse',
    'const data = z.object({ name: z.string(), age: z.coerce.number() }).parse(req.body)',
    '{name: body.name:zod, age: body.age:zod signed number} yes',
  ],
  [
    'safeParse',
    'const result = z.object({ name: z.string() }).safeParse(req.body)\nif (!result.success) return res.status(400).json(result.error)\nconst data = result.data',
    '{name: body.name:zod} yes',
  ],
  [
    'its error',
    'const { data, error } = z.object({ name: z.string() }).safeParse(req.body)\nif (error) return res.status(400).end()',
    '{name: body.name:zod} yes',
  ],
  [
    'the original',
    'const result = z.object({ name: z.string() }).safeParse(req.body)\nif (!result.success) return res.status(400).end()\nconst data = { name: req.body.name, role: req.body.role }',
    '{name: body.name:zod, role: body.role} partial',
  ],
  [
    'a result that nobody reads',
    'z.object({ name: z.string() }).safeParse(req.body)\nconst data = { name: req.body.name }',
    '{name: body.name} no',
  ],
  ['the whole of what lets other keys pass', 'z.object({ name: z.string() }).parse(req.body)\nconst data = req.body', 'body:keys yes'],
  ['the whole of what refuses them', 'z.object({ name: z.string() }).strict().parse(req.body)\nconst data = req.body', 'body:zod yes'],
  ['passthrough', 'const data = z.object({ name: z.string() }).passthrough().parse(req.body)', '{name: body.name:zod, ...body:keys} yes'],
  [
    'derived',
    "const base = z.object({ a: z.string(), b: z.string(), c: z.string() })\nconst data = base.omit({ a: true }).extend({ d: z.enum(['x']) }).partial().pick({ b: true, d: true }).parse(req.body)",
    '{b: body.b:zod, d: body.d:zod enum} yes',
  ],
  [
    'lists',
    'const data = z.object({ items: z.array(z.object({ id: z.string().uuid() })) }).parse(req.body)',
    '{items: [{id: body.items.*.id:zod uuid}]} yes',
  ],
  ['any', 'const data = z.object({ a: z.any() }).parse(req.body)', '{a: body.a} no'],
  ['transform', 'const data = z.object({ a: z.string() }).transform(value => ({ b: value.a })).parse(req.body)', '{b: body.a:zod} yes'],
  ['a refinement', "const data = z.object({ a: z.string() }).refine(value => value.a !== 'x').parse(req.body)", '{a: body.a:zod} yes'],
])('%s', async (_, body, expected) => {
  expect(await written(`${body}\nawait prisma.user.create({ data })`)).toBe(expected)
})

test('middleware that the app wrote', async () => {
  const model = await readApp({
    'server.js': `
import express from 'express'
${ZOD}
const app = express()
const validate = schema => (req, res, next) => { try { schema.parse({ body: req.body, params: req.params }); next() } catch (error) { res.status(400).json(error.issues) } }
app.post('/', validate(z.object({ body: z.object({ name: z.string() }) })), async (req, res) => { await prisma.user.create({ data: { name: req.body.name } }) })
app.listen(3000)`,
  })
  expect(route(model, 'POST', '/').validated).toBe('yes')
})

test('a form', async () => {
  const model = await readApp(
    {
      'app/actions.ts': `'use server'\n${ZOD}\nexport async function save(formData: FormData) {\n  const result = z.object({ name: z.string() }).safeParse(Object.fromEntries(formData))\n  if (!result.success) return\n  await prisma.user.create({ data: result.data })\n}`,
    },
    { next: '15' },
  )
  expect(route(model, 'ACTION', 'save').inputs).toMatchObject([{ from: 'body', path: ['name'], checked: 'zod' }])
})

test('a schema made from a table knows its columns', async () => {
  const model = await readHandler(
    "import { pgTable, text, serial } from 'drizzle-orm/pg-core'\nimport { createInsertSchema } from 'drizzle-zod'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nconst users = pgTable('users', { id: serial('id'), name: text('name'), role: text('role') })\nconst schema = createInsertSchema(users).omit({ id: true })",
    'await prisma.user.create({ data: schema.parse(req.body) })',
  )
  expect(route(model, 'POST', '/').inputs.map(input => input.path.join('.'))).toEqual(['name', 'role'])
})
