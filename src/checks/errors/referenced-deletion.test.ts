import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const FILL = "app.post('/books', async (req, res) => { res.json(await db.book.create({ data: { shelfId: req.body.shelf } })) })"
const DELETE = "app.delete('/shelves/:id', async (req, res) => { await db.shelf.delete({ where: { id: req.params.id } }); res.end() })"
const REQUIRED = 'shelfId String\n  shelf Shelf @relation(fields: [shelfId], references: [id])'

const find = (body: string, relation = REQUIRED) =>
  findingsIn('errors/referenced-deletion', {
    'server.ts': `import express from 'express'
import { PrismaClient } from '@prisma/client'
const app = express()
const db = new PrismaClient()
${body}
app.listen(3000)`,
    'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
  url = env("DATABASE_URL")
}
model Shelf {
  id String @id
  books Book[]
}
model Book {
  id String @id
  ${relation}
}`,
    'package.json': JSON.stringify({ name: 'a', dependencies: { express: '^5.0.0', '@prisma/client': '6' } }),
  })

test('finds a required relation that says nothing', async () => {
  expect(await find(`${FILL}\n${DELETE}`)).toEqual([
    'server.ts:6 low `DELETE /shelves/:id` fails for a row of `Shelf` that `Book` refers to: the foreign key refuses.',
  ])
})

test('finds an optional one that refuses', async () => {
  const relation = 'shelfId String?\n  shelf Shelf? @relation(fields: [shelfId], references: [id], onDelete: Restrict)'
  expect(await find(`${FILL}\n${DELETE}`, relation)).toHaveLength(1)
})

test('finds a table that is filled along with another', async () => {
  const along =
    "app.post('/shelves', async (req, res) => { res.json(await db.shelf.create({ data: { id: req.body.id, books: { create: req.body.books } } })) })"
  expect(await find(`${along}\n${DELETE}`)).toHaveLength(1)
})

test.each([
  ['cascade', 'shelfId String\n  shelf Shelf @relation(fields: [shelfId], references: [id], onDelete: Cascade)'],
  ['an optional relation', 'shelfId String?\n  shelf Shelf? @relation(fields: [shelfId], references: [id])'],
])('passes %s', async (_, relation) => {
  expect(await find(`${FILL}\n${DELETE}`, relation)).toEqual([])
})

test.each([
  ['a table that nothing fills', DELETE],
  [
    'rows deleted before',
    `${FILL}\napp.delete('/shelves/:id', async (req, res) => { await db.book.deleteMany({ where: { shelfId: req.params.id } }); await db.shelf.delete({ where: { id: req.params.id } }); res.end() })`,
  ],
  [
    'rows counted with it',
    `${FILL}\napp.delete('/shelves/:id', async (req, res) => { const shelf = await db.shelf.findUnique({ where: { id: req.params.id }, include: { _count: { select: { books: true } } } }); if (shelf._count.books > 0) return res.status(409).end(); await db.shelf.delete({ where: { id: req.params.id } }); res.end() })`,
  ],
  [
    'an error handler that knows the code',
    `${FILL}\n${DELETE}\napp.use((e, req, res, next) => res.status(e.code === 'P2003' ? 409 : 500).end())`,
  ],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})

test('finds a key of SQL, and passes one that cascades', async () => {
  const sql = (action: string) =>
    findingsIn('errors/referenced-deletion', {
      'server.ts': `import express from 'express'
import pg from 'pg'
const app = express()
const db = new pg.Pool()
app.post('/books', async (req, res) => { await db.query('insert into books (shelf_id) values ($1)', [req.body.shelf]); res.end() })
app.delete('/shelves/:id', async (req, res) => { await db.query('delete from shelves where id = $1', [req.params.id]); res.end() })
app.listen(3000)`,
      'db/schema.sql': `create table shelves (id serial primary key); create table books (id serial primary key, shelf_id int references shelves (id)${action});`,
      'package.json': JSON.stringify({ name: 'a', dependencies: { express: '^5.0.0', pg: '8' } }),
    })
  expect(await sql('')).toHaveLength(1)
  expect(await sql(' on delete restrict')).toHaveLength(1)
  expect(await sql(' on delete cascade')).toEqual([])
  expect(await sql(' on delete set null')).toEqual([])
})
