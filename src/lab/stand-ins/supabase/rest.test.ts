import { afterAll, beforeAll, expect, test } from 'vitest'
import { sign } from './jwt.js'
import { openTrial, type Trial } from './supabase.fixture.js'

const SCHEMA = `
create table notes (id bigint generated always as identity primary key, owner uuid not null default auth.uid() references auth.users on delete cascade, body text not null, done boolean default false, tags text[] default '{}', data jsonb default '{}');
alter table notes enable row level security;
create policy own on notes for all to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
create table posts (id int primary key, title text, published boolean default false);
alter table posts enable row level security;
create policy seen on posts for select to anon, authenticated using (published);
insert into posts values (1, 'out', true), (2, 'draft', false);
create table items (id int primary key, name text unique, amount int default 7 check (amount >= 0), big bigint, post_id int references posts);
create table lines (id uuid primary key default gen_random_uuid(), item_id int references items, quantity int not null default 1);
create table secrets (id int, word text); revoke all on secrets from anon, authenticated;
create function add(a int, b int default 10) returns int language sql immutable as $$ select a + b $$;
create function things(lowest int) returns setof items language sql stable as $$ select * from items where id >= lowest $$;
create function pair() returns table (x int, y text) language sql as $$ values (1, 'a'), (2, 'b') $$;
create function one_item(wanted int) returns items language sql stable as $$ select * from items where id = wanted $$;
create function names() returns setof text language sql as $$ values ('p'), ('q') $$;
create function nothing() returns void language sql as $$ select 1 $$;
create function bump(item int) returns int language sql volatile as $$ update items set amount = amount + 1 where id = item returning amount $$;
create function refuse() returns int language plpgsql as $$ begin raise exception 'no stock' using hint = 'wait', detail = 'sold'; end $$;
create function teapot() returns int language plpgsql as $$ begin raise sqlstate 'PT418' using message = 'short'; end $$;
create function whole(json) returns json language sql as $$ select $1 $$;
create function whoami() returns json language sql stable as $$ select json_build_object('uid', auth.uid(), 'role', current_user, 'method', current_setting('request.method'), 'path', current_setting('request.path'), 'agent', current_setting('request.headers')::json ->> 'x-probe') $$;
create function many(ids int[], opts jsonb) returns int language sql as $$ select cardinality(ids) + (opts ->> 'n')::int $$;
insert into items (id, name, amount) select n, 'item ' || n, n from generate_series(1, 5) n;
create schema private; create table private.kept (id int);
`

let trial: Trial
beforeAll(async () => {
  trial = await openTrial(SCHEMA)
})
afterAll(() => trial?.close())

test('signs up, writes and reads under row rules; B sees nothing of A', async () => {
  const a = await trial.user('a@example.com', { name: 'Ada' })
  const b = await trial.user('b@example.com')
  const made = await a.client.from('notes').insert({ body: 'mine' }).select().single()
  expect(made.error).toBeNull()
  expect(made.data).toMatchObject({ owner: a.id, body: 'mine', done: false, tags: [] })
  expect((await a.client.from('notes').select('*')).data).toHaveLength(1)
  expect((await b.client.from('notes').select('*')).data).toEqual([])
  expect((await b.client.from('notes').update({ body: 'stolen' }).eq('id', made.data.id).select()).data).toEqual([])
  expect((await b.client.from('notes').delete().eq('id', made.data.id).select()).data).toEqual([])
  const forged = await b.client.from('notes').insert({ body: 'for A', owner: a.id })
  expect(forged).toMatchObject({ status: 403, error: { code: '42501' } })
  const anon = trial.client()
  expect((await anon.from('posts').select('title')).data).toEqual([{ title: 'out' }])
  expect(await anon.from('notes').insert({ body: 'x' })).toMatchObject({ status: 401, error: { code: '42501' } })
  expect(await anon.from('secrets').select()).toMatchObject({
    status: 401,
    error: { code: '42501', message: 'permission denied for table secrets' },
  })
  expect((await trial.client(trial.keys.serviceRoleKey).from('posts').select('id').order('id')).data).toEqual([{ id: 1 }, { id: 2 }])
})

test('pages, counts, heads, single rows and CSV', async () => {
  const db = trial.client()
  expect(await db.from('items').select('id', { count: 'exact' }).order('id').range(1, 2)).toMatchObject({
    status: 206,
    count: 5,
    data: [{ id: 2 }, { id: 3 }],
  })
  expect(await db.from('items').select('*', { count: 'exact', head: true })).toMatchObject({ status: 200, count: 5, data: null })
  expect((await db.from('items').select('*', { count: 'planned' })).count).toBeTypeOf('number')
  expect(await db.from('items').select('*', { count: 'estimated' })).toMatchObject({ count: 5 })
  expect(await db.from('items').select('id', { count: 'exact' }).range(90, 99)).toMatchObject({ status: 416, error: { code: 'PGRST103' } })
  expect(await db.from('items').select('id').eq('id', 99).single()).toMatchObject({
    status: 406,
    error: { code: 'PGRST116', details: 'The result contains 0 rows' },
  })
  expect(await db.from('items').select('id').eq('id', 99).maybeSingle()).toMatchObject({ data: null, error: null })
  expect(await db.from('items').select('id').eq('id', 1).single()).toMatchObject({ data: { id: 1 } })
  expect(await db.from('items').select('id,name').lt('id', 3).order('id').csv()).toMatchObject({ data: 'id,name\n1,"item 1"\n2,"item 2"' })
  const ranged = await trial.send('/rest/v1/items?select=id&order=id', { headers: { apikey: trial.keys.anonKey, range: '0-1' } })
  expect(ranged.headers.get('content-range')).toBe('0-1/*')
  expect(await ranged.json()).toEqual([{ id: 1 }, { id: 2 }])
})

test('inserts, upserts, updates and deletes', async () => {
  const db = trial.client()
  expect(
    await db.from('items').insert([
      { id: 10, name: 'ten' },
      { id: 11, amount: 3 },
    ]),
  ).toMatchObject({ status: 201, error: null, data: null })
  expect((await db.from('items').select('id,name,amount').in('id', [10, 11]).order('id')).data).toEqual([
    { id: 10, name: 'ten', amount: null },
    { id: 11, name: null, amount: 3 },
  ])
  const defaulted = await db
    .from('items')
    .insert(
      [
        { id: 12, name: 'twelve' },
        { id: 13, amount: 3 },
      ],
      { defaultToNull: false },
    )
    .select('amount')
  expect(defaulted.data).toEqual([{ amount: 7 }, { amount: 3 }])
  expect(await db.from('items').insert({ id: 10 })).toMatchObject({ status: 409, error: { code: '23505' } })
  expect(await db.from('items').insert({ id: 14, post_id: 77 })).toMatchObject({ status: 409, error: { code: '23503' } })
  expect(await db.from('items').insert({ id: 14, amount: -1 })).toMatchObject({ status: 400, error: { code: '23514' } })
  expect(await db.from('items').insert({ id: 14, colour: 'red' })).toMatchObject({
    status: 400,
    error: { code: 'PGRST204', message: `Could not find the 'colour' column of 'items' in the schema cache` },
  })
  expect((await db.from('items').upsert({ id: 10, name: 'TEN' }).select('id,name').single()).data).toEqual({ id: 10, name: 'TEN' })
  expect(
    (await db.from('items').upsert({ id: 20, name: 'TEN', amount: 1 }, { onConflict: 'name', ignoreDuplicates: true }).select()).data,
  ).toEqual([])
  expect(
    (
      await db
        .from('items')
        .upsert([{ id: 10, name: 'TEN', amount: 9 }], { onConflict: 'name' })
        .select('amount')
    ).data,
  ).toEqual([{ amount: 9 }])
  const line = await db.from('lines').insert({ item_id: 10 }).select('quantity, items(name)').single()
  expect(line.data).toEqual({ quantity: 1, items: { name: 'TEN' } })
  expect(await db.from('items').update({ amount: 4 }).eq('id', 10)).toMatchObject({ status: 204, data: null, error: null })
  expect(await db.from('items').update({ amount: 5 }, { count: 'exact' }).in('id', [10, 11])).toMatchObject({ count: 2 })
  expect(await db.from('items').update({ amount: 5 }).gte('id', 10).select().maxAffected(1)).toMatchObject({
    status: 400,
    error: { code: 'PGRST124' },
  })
  expect(await db.from('items').delete().eq('id', 13)).toMatchObject({ status: 204 })
  expect(await db.from('items').delete().eq('id', 12).select('id').single()).toMatchObject({ data: { id: 12 } })
  expect(await db.from('items').delete()).toMatchObject({ status: 400, error: { code: '21000' } })
  await db.from('items').insert({ id: 30, big: '9007199254740993' })
  expect((await db.from('items').select('big::text').eq('id', 30).single()).data).toEqual({ big: '9007199254740993' })
})

test('calls functions', async () => {
  const db = trial.client()
  expect(await db.rpc('add', { a: 1 })).toMatchObject({ data: 11 })
  expect(await db.rpc('add', { a: 1, b: 2 }, { get: true })).toMatchObject({ data: 3 })
  expect((await db.rpc('things', { lowest: 4 }).lt('id', 6).select('id').order('id')).data).toEqual([{ id: 4 }, { id: 5 }])
  expect(await db.rpc('things', { lowest: 4 }, { count: 'exact' }).lt('id', 6)).toMatchObject({ count: 2 })
  expect((await db.rpc('pair')).data).toEqual([
    { x: 1, y: 'a' },
    { x: 2, y: 'b' },
  ])
  expect((await db.rpc('pair').eq('x', 2).single()).data).toEqual({ x: 2, y: 'b' })
  expect((await db.rpc('one_item', { wanted: 2 })).data).toMatchObject({ id: 2, name: 'item 2' })
  expect((await db.rpc('names')).data).toEqual(['p', 'q'])
  expect(await db.rpc('nothing')).toMatchObject({ status: 204, data: null, error: null })
  expect((await db.rpc('bump', { item: 1 })).data).toBe(2)
  expect(await db.rpc('bump', { item: 1 }, { get: true })).toMatchObject({ status: 405, error: { code: '25006' } })
  expect((await db.rpc('whole', { any: [1] })).data).toEqual({ any: [1] })
  expect((await db.rpc('many', { ids: [1, 2], opts: { n: 3 } })).data).toBe(5)
  expect(await db.rpc('refuse')).toMatchObject({
    status: 400,
    error: { code: 'P0001', message: 'no stock', hint: 'wait', details: 'sold' },
  })
  expect(await db.rpc('teapot')).toMatchObject({ status: 418 })
  expect(await db.rpc('add', { x: 1 })).toMatchObject({ status: 404, error: { code: 'PGRST202' } })
  const { token, id } = await trial.user('rpc@example.com')
  const who = await trial.client(trial.keys.anonKey, { authorization: `Bearer ${token}`, 'x-probe': 'me' }).rpc('whoami')
  expect(who.data).toEqual({ uid: id, role: 'authenticated', method: 'POST', path: '/rpc/whoami', agent: 'me' })
})

test('keys and tokens: none, wrong, forged, expired, without signature', async () => {
  const { keys } = trial
  const get = async (headers: Record<string, string>) => {
    const answer = await trial.send('/rest/v1/posts?select=id&order=id', { headers })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }
  expect(await get({})).toMatchObject({ status: 401, body: { message: 'No API key found in request' } })
  expect(await get({ apikey: 'nonsense' })).toMatchObject({ status: 401, body: { message: 'Invalid API key' } })
  expect(await get({ apikey: keys.publishableKey })).toEqual({ status: 200, body: [{ id: 1 }] })
  expect(await get({ apikey: keys.secretKey })).toEqual({ status: 200, body: [{ id: 1 }, { id: 2 }] })
  expect(await get({ apikey: keys.secretKey, authorization: `Bearer ${keys.secretKey}` })).toMatchObject({ body: [{ id: 1 }, { id: 2 }] })
  const { token } = await trial.user('t@example.com')
  const [head = '', body = '', signature = ''] = token.split('.')
  const admin = Buffer.from(JSON.stringify({ role: 'service_role' })).toString('base64url')
  expect(await get({ apikey: keys.anonKey, authorization: `Bearer ${head}.${admin}.${signature}` })).toMatchObject({
    status: 401,
    body: { code: 'PGRST301' },
  })
  const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
  expect(await get({ apikey: keys.anonKey, authorization: `Bearer ${none}.${admin}.` })).toMatchObject({
    status: 401,
    body: { code: 'PGRST301' },
  })
  expect(await get({ apikey: keys.anonKey, authorization: `Bearer ${body}` })).toMatchObject({ status: 401, body: { code: 'PGRST301' } })
  const old = await trial.control('token', { email: 't@example.com', claims: { exp: 1_000 } })
  expect(await get({ apikey: keys.anonKey, authorization: `Bearer ${String(old)}` })).toMatchObject({
    status: 401,
    body: { code: 'PGRST303', message: 'JWT expired' },
  })
  const foreign = (role: string) =>
    sign({ iss: 'supabase', ref: 'zyxwvutsrqponmlkjihg', role, exp: 4_000_000_000 }, 'the secret of another project')
  expect(await get({ apikey: foreign('anon'), authorization: `Bearer ${foreign('anon')}` })).toEqual({ status: 200, body: [{ id: 1 }] })
  expect(await get({ apikey: foreign('service_role') })).toMatchObject({ status: 401 })
  expect(await get({ apikey: keys.anonKey, authorization: `Bearer ${foreign('service_role')}` })).toMatchObject({ status: 401 })
  const root = await trial.control('token', { claims: { role: 'postgres' } })
  expect(await get({ apikey: keys.anonKey, authorization: `Bearer ${String(root)}` })).toMatchObject({
    status: 403,
    body: { code: '42501' },
  })
})

test('what is not emulated says so', async () => {
  const db = trial.client()
  expect(await db.schema('private').from('kept').select()).toMatchObject({ status: 501, error: { code: 'SW501' } })
  await trial.control('rest', { schemas: ['public', 'private'] })
  expect(await db.schema('private').from('kept').select()).toMatchObject({ error: { code: '42501' } })
  expect((await trial.send('/rest/v1/items?id=eq.1', { method: 'PUT', body: '{}', headers: { apikey: trial.keys.anonKey } })).status).toBe(
    501,
  )
})

test('a table made later is found', async () => {
  const db = trial.client()
  expect((await db.from('later').select()).error).toMatchObject({ code: 'PGRST205' })
  await trial.database.run('create table later (id int); grant all on later to anon')
  expect((await db.from('later').select()).data).toEqual([])
})

test('a reset of the database that cuts every connection is not seen by clients', async () => {
  const db = trial.client()
  await trial.database.run(
    `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`,
  )
  const answers = await Promise.all(Array.from({ length: 12 }, () => db.from('items').select('id').eq('id', 2)))
  expect(answers.map(answer => answer.data)).toEqual(Array.from({ length: 12 }, () => [{ id: 2 }]))
})

test('values and names are never read as SQL', async () => {
  const db = trial.client()
  const evil = `x'; drop table items; --`
  expect((await db.from('items').select('id').eq('name', evil)).data).toEqual([])
  expect((await db.from('items').select('id').or(`name.eq."${evil}"`)).data).toEqual([])
  for (const select of [`"id"";drop table items;--"`, 'id::int) from items; --', `a:"b""c"`])
    expect((await db.from('items').select(select)).error).not.toBeNull()
  expect((await db.from('items').select('id').order('id"; drop table items; --')).error).not.toBeNull()
  expect((await db.from('items').select('id', { count: 'exact', head: true })).count).toBeGreaterThan(3)
})
