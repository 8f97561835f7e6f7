import { expect, test } from 'vitest'
import type { QueryEffect } from '#model/app-model'
import { readApp } from './app.fixture.js'

async function sortIn(imports: string, code: string): Promise<string[]> {
  const model = await readApp({
    'server.js': `import express from 'express'\n${imports}\nconst app = express()\napp.get('/', async (req, res) => {\nres.json(await ${code})\n})\napp.listen(3000)\n`,
  })
  return model.routes
    .flatMap(route => route.effects)
    .filter((effect): effect is QueryEffect => effect.kind === 'query')
    .map(
      ({ sort = [], offset }) =>
        `${sort.map(one => `${one.column}${one.descending ? ' desc' : ''}`).join(', ')}${offset ? ' skipping' : ''}`,
    )
}

const PRISMA = "import { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()"
const SUPABASE = "import { createClient } from '@supabase/supabase-js'\nconst db = createClient(process.env.URL, process.env.KEY)"
const DRIZZLE =
  "import { drizzle } from 'drizzle-orm/node-postgres'\nimport { desc } from 'drizzle-orm'\nimport { pgTable, integer } from 'drizzle-orm/pg-core'\nconst orders = pgTable('orders', { id: integer('id'), total: integer('total') })\nconst db = drizzle(process.env.URL)"
const PG = "import pg from 'pg'\nconst db = new pg.Pool()"
const KNEX = "import knex from 'knex'\nconst db = knex({ client: 'pg' })"

test.each([
  [PRISMA, "db.order.findMany({ orderBy: { createdAt: 'desc' }, skip: Number(req.query.skip), take: 20 })", 'createdAt desc skipping'],
  [
    PRISMA,
    "db.order.findMany({ orderBy: [{ status: 'asc' }, { createdAt: { sort: 'desc', nulls: 'last' } }], skip: 0 })",
    'status, createdAt desc',
  ],
  [PRISMA, "db.order.findMany({ orderBy: { user: { name: 'asc' } } })", ''],
  [
    SUPABASE,
    "db.from('orders').select('*').order('created_at', { ascending: false }).range(req.query.from, req.query.to)",
    'created_at desc skipping',
  ],
  [SUPABASE, "db.from('orders').select('*, items(*)').order('position', { referencedTable: 'items' }).range(0, 9)", ''],
  [DRIZZLE, 'db.select().from(orders).orderBy(desc(orders.total), orders.id).limit(9).offset(req.query.skip)', 'total desc, id skipping'],
  [
    PG,
    "db.query('SELECT * FROM orders ORDER BY created_at DESC, id LIMIT 20 OFFSET $1', [req.query.skip])",
    'created_at desc, id skipping',
  ],
  [PG, "db.query('SELECT * FROM orders ORDER BY lower(name) LIMIT 20 OFFSET 0')", ''],
  [KNEX, "db('orders').orderBy('orders.created_at', 'desc').offset(req.query.skip).limit(10)", 'created_at desc skipping'],
])('%#: %s', async (imports, code, expected) => {
  expect(await sortIn(imports, code)).toEqual([expected])
})
