import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (body: string, more: Record<string, string> = {}) =>
  (
    await findingsIn('money/double-booking', {
      'package.json': '{ "name": "courts", "dependencies": { "express": "*", "pg": "*" } }',
      'src/server.ts': `import express from 'express'
import { Pool } from 'pg'
const db = new Pool()
const app = express()
app.use(express.json())
app.post('/api/bookings', async (req, res) => {
  const { courtId, start, end, day } = req.body
${body}
  res.json({ ok: true })
})
app.listen(3000)`,
      ...more,
    })
  ).map(one => one.split(' ')[1])

const LOOK = (state = '') =>
  `const { rows } = await db.query("SELECT id FROM bookings WHERE court_id = $1 AND starts_at < $2 AND ends_at > $3${state}", [courtId, end, start])\n`
const REFUSE = 'if (rows.length > 0) return res.status(409).end()\n'
const ADD = (state = 'pending') =>
  `await db.query("INSERT INTO bookings (court_id, starts_at, ends_at, status) VALUES ($1, $2, $3, '${state}')", [courtId, start, end])`

test('finds a time that is looked at and then taken', async () => {
  expect(await found(LOOK() + REFUSE + ADD())).toEqual(['high'])
  expect(await found(LOOK(" AND status = 'confirmed'") + REFUSE + ADD('confirmed'))).toEqual(['high'])
})

test('a request that waits for somebody to accept it is milder, and none where the accepting route looks again', async () => {
  const asked = LOOK(" AND status = 'accepted'") + REFUSE + ADD()
  expect(await found(asked)).toEqual(['medium'])
  const accepting = `\n  res.json({})\n})
app.patch('/api/bookings/:id', async (req, res) => {
  const { rows } = await db.query("SELECT id FROM bookings WHERE starts_at < $1 AND ends_at > $2", [req.body.end, req.body.start])
  if (rows.length) return res.status(409).end()
  await db.query("UPDATE bookings SET status = 'accepted' WHERE id = $1", [req.params.id])`
  expect(await found(asked + accepting)).toEqual([])
})

test('stays silent where the database keeps them apart', async () => {
  const EXCLUDED = `create table bookings (id serial primary key, court_id int, starts_at timestamptz, ends_at timestamptz, status text,
  exclude using gist (court_id with =, tstzrange(starts_at, ends_at) with &&));`
  expect(await found(LOOK() + REFUSE + ADD(), { 'schema.sql': EXCLUDED })).toEqual([])
  const exact = `const { rows } = await db.query('SELECT id FROM bookings WHERE court_id = $1 AND day = $2', [courtId, day])\n${REFUSE}await db.query('INSERT INTO bookings (court_id, day) VALUES ($1, $2)', [courtId, day])`
  const table = (more: string) => ({ 'schema.sql': `create table bookings (id serial primary key, court_id int, day date${more});` })
  expect(await found(exact, table(''))).toEqual(['high'])
  expect(await found(exact, table(', unique (court_id, day)'))).toEqual([])
})

test('prices for some time overlap, and nobody has booked them', async () => {
  expect(await found((LOOK() + REFUSE + ADD()).replaceAll('bookings', 'hotel_pricing'))).toEqual([])
})

test('a limit on how often somebody asks is no booking', async () => {
  expect(
    await found(
      "const { rows } = await db.query('SELECT id FROM attempts WHERE ip = $1 AND created_at > $2', [req.ip, new Date(Date.now() - 1000)])\nif (rows.length > 5) return res.status(429).end()\nawait db.query('INSERT INTO attempts (ip) VALUES ($1)', [req.ip])",
    ),
  ).toEqual([])
})

test('a trigger that only numbers a booking keeps nobody out', async () => {
  const exact = `const { rows } = await db.query('SELECT id FROM bookings WHERE court_id = $1 AND day = $2', [courtId, day])\n${REFUSE}await db.query('INSERT INTO bookings (court_id, day) VALUES ($1, $2)', [courtId, day])`
  const schema = (body: string) => ({
    'schema.sql': `create table bookings (id serial primary key, court_id int, day date, number text);
create function numbered() returns trigger language plpgsql as $$ begin ${body} return new; end $$;
create trigger numbers before insert on bookings for each row execute function numbered();`,
  })
  expect(await found(exact, schema("new.number := 'B' || new.id;"))).toEqual(['high'])
  expect(
    await found(exact, schema("if exists (select 1 from bookings b where b.day = new.day) then raise exception 'taken'; end if;")),
  ).toEqual([])
})
