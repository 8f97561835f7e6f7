import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const SCHEMA = `create table slots (
  id uuid primary key,
  state text not null check (state in ('free', 'taken')),
  step integer not null,
  constraint step_range check (step between 1 and 7)
);
`
const found = async (statement: string, schema = SCHEMA) =>
  (
    await findingsIn('broken/schema-mismatch', {
      'package.json': '{ "name": "courts", "dependencies": { "express": "*", "pg": "*" } }',
      'schema.sql': schema,
      'server.js': `const express = require('express')
const { Pool } = require('pg')
const db = new Pool()
const app = express()
app.use(express.json())
app.post('/api/slots/:id', async (req, res) => {
  const id = parseInt(req.params.id)
  ${statement}
  res.json({ ok: true })
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ').slice(1, 2).join(' '))

test.each([
  ['a column that no file makes', "await db.query('SELECT id FROM slots WHERE court = $1', [req.body.court])"],
  ['a number outside of the range', "await db.query('UPDATE slots SET step = $1 WHERE id = $2', [8, req.body.id])"],
  ['a text that the column may not hold', "await db.query('UPDATE slots SET state = $1 WHERE id = $2', ['gone', req.body.id])"],
  ['a UUID looked up as a number', "await db.query('SELECT state FROM slots WHERE id = $1', [id])"],
])('finds %s', async (_, statement) => {
  expect(await found(statement)).toEqual(['high'])
})

test.each([
  ['values that may be held', "await db.query('UPDATE slots SET step = $1, state = $2 WHERE id = $3', [7, 'taken', req.body.id])"],
  ['a value of the request', "await db.query('UPDATE slots SET step = $1 WHERE id = $2', [req.body.step, req.body.id])"],
  [
    'a statement on several tables',
    "await db.query('SELECT c.court FROM slots s JOIN courts c ON c.slot = s.id WHERE court = $1', [req.body.court])",
  ],
  [
    'a column that a later statement adds',
    "await db.query('SELECT id FROM slots WHERE court = $1', [req.body.court])",
    `${SCHEMA}alter table slots add column if not exists court text;`,
  ],
  ['a key that is a number', "await db.query('SELECT state FROM slots WHERE id = $1', [id])", SCHEMA.replace('id uuid', 'id serial')],
  ['a table that no file declares', "await db.query('SELECT id FROM courts WHERE court = $1', [req.body.court])"],
])('passes %s', async (_, statement, schema = SCHEMA) => {
  expect(await found(statement, schema)).toEqual([])
})

test('finds the name of a model in SQL, and passes that of its table', async () => {
  const named = (table: string) =>
    findingsIn('broken/schema-mismatch', {
      'package.json': '{ "name": "shop", "dependencies": { "next": "*", "@prisma/client": "*" } }',
      'prisma/schema.prisma':
        'datasource db {\n  provider = "postgresql"\n  url = env("URL")\n}\nmodel Category {\n  id String @id\n  name String\n  @@map("categories")\n}',
      'app/api/categories/route.ts': `import { NextResponse } from 'next/server'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export async function GET() {
  return NextResponse.json(await prisma.$queryRaw\`SELECT name FROM ${table} LIMIT 5\`)
}`,
    })
  expect(await named('Category')).toEqual([
    'app/api/categories/route.ts:5 high `GET /api/categories` asks for `Category` in SQL, which is the name of a model: its table is called `categories`.',
  ])
  expect(await named('categories')).toEqual([])
})

const bySupabase = (files: Readonly<Record<string, string>> = {}, more = '') =>
  findingsIn('broken/schema-mismatch', {
    'package.json': '{ "name": "courts", "dependencies": { "next": "15.0.0", "@supabase/supabase-js": "2.0.0" } }',
    'supabase/migrations/1_slots.sql': SCHEMA,
    'app/api/slots/route.ts': `import { createClient } from '@supabase/supabase-js'
const db = createClient(process.env.SUPABASE_URL, process.env.SUPABASE_KEY)
export async function POST(request: Request) {
  const { id, at } = await request.json()
  await db.from('slots').update({ state: 'taken', taken_at: at }).eq('id', id)
  ${more}
  return Response.json({ ok: true })
}`,
    ...files,
  })

test('finds a column that no migration makes where supabase-js writes it', async () => {
  expect(await bySupabase()).toEqual([
    'app/api/slots/route.ts:5 high `POST /api/slots` names `slots.taken_at`, a column that no file creates.',
  ])
})

test.each([
  ['a column that a later migration adds', { 'supabase/migrations/2_taken.sql': 'alter table slots add column taken_at timestamptz;' }, ''],
  [
    'a column that the generated types name',
    { 'lib/types.ts': 'export interface Database { public: { Tables: { slots: { Row: {\n taken_at: string | null\n} } } } }' },
    '',
  ],
  ['an app whose tables were made in a dashboard too', {}, "await db.from('courts').select('id')"],
])('passes, with supabase-js, %s', async (_, files, more) => {
  expect(await bySupabase(files, more)).toEqual([])
})
