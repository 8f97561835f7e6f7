import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBack } from '../live/read-back.js'
import { readCatalogue } from '../read.js'
import { sourceOf } from '../source.fixture.js'
import { openLoaded } from './load.js'
import type { LoadedSchema } from './loaded.js'

const SUPABASE = { '@supabase/supabase-js': '2.0.0' }
const reasons = (loaded: LoadedSchema) =>
  loaded.failures.map(failure => `${failure.at.file.split('/').at(-1)}:${failure.at.line} ${failure.reason} ${failure.hides.join()}`)

async function opened(files: Record<string, string>, dependencies = {}, engine: 'pglite' | 'embedded' = 'embedded', options = {}) {
  const source = sourceOf(files, dependencies)
  const fromFiles = await readCatalogue(source)
  const { database, loaded } = await openLoaded(source, engine, { fromFiles, ...options })
  const live = await readBack(database, loaded, fromFiles)
  return { database, loaded, live, fromFiles, table: (name: string) => live.tables.find(table => table.name === name) }
}

const SHOP = {
  'supabase/migrations/001_tables.sql': `create extension if not exists pg_cron;
create type public.order_state as enum ('open', 'paid');
create table public.orders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id),
  state public.order_state not null default 'open',
  total numeric(10,2) not null
);
create table public.notes (id bigserial primary key, body text);
alter table public.orders enable row level security;
create policy "Own orders" on public.orders for select using (auth.uid() = user_id);
create policy "Staff" on public.orders for all to authenticated using ((select auth.jwt()) ->> 'role' = 'staff');
create index orders_user on public.orders (user_id);
create function public.pay(order_id uuid) returns void language sql security definer as $$ update orders set state = 'paid' where id = order_id $$;
revoke execute on function public.pay(uuid) from public;
create view public.totals as select user_id, sum(total) from orders group by 1;
select cron.schedule('nightly', '0 3 * * *', 'select 1');
`,
  'supabase/migrations/002_rules.sql': `do $$ declare t text; begin
  for t in select relname from pg_class where relname = 'no' || 'tes' loop
    execute 'alter table public.' || t || ' enable row ' || 'level security';
    execute 'create ' || 'policy "Anyone reads ' || t || '" on public.' || t || ' for select using (true)';
  end loop;
end $$;
revoke update on public.orders from anon, authenticated;
grant update (state) on public.orders to authenticated;
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
create policy "Own avatars" on storage.objects for insert with check (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text);
`,
  'supabase/migrations/003_broken.sql': `create table public.places (id int primary key, spot geometry(Point, 4326));
create policy "Mine" on public.places for select using (true);
alter table public.invoices add column paid boolean;
create table public.orders (id int);
crate table public.slip (id int);
drop database postgres;
copy public.notes from program 'id';
create table public.after (id int primary key);
`,
}

it('stands in for extensions that a block asks for, and makes the tables of queues', async () => {
  const { database, loaded } = await opened(
    {
      'supabase/migrations/001_queue.sql': `do $$ begin
  if not exists (select 1 from pg_extension where extname = 'pg_cron') then create extension pg_cron; end if;
  create extension if not exists pgmq;
  perform pgmq.create('Mails');
end $$;
alter table pgmq.q_mails enable row level security;
select cron.schedule('mails', '* * * * *', 'select 1');`,
    },
    SUPABASE,
    'pglite',
  )
  try {
    expect(reasons(loaded)).toEqual([])
    expect(loaded.substitutions.map(({ name }) => name)).toEqual(['pg_cron', 'pgmq'])
  } finally {
    await database.close()
  }
})

it('keeps the vectors of an extension that is not there as text', async () => {
  const { database, loaded } = await opened({
    'migrations/001_vector.sql': `create extension if not exists "vector" with schema "public";
create table pages (id serial primary key, embedding vector(3));
insert into pages (embedding) values ('[1,2,3]'), ('[0.123456789,0.123456789,0.123456789]');
create function near(asked vector(3)) returns setof pages language sql as $$ select * from pages order by embedding <=> asked $$;`,
  })
  try {
    expect(reasons(loaded)).toEqual([])
    expect(loaded.substitutions.map(({ name }) => name)).toEqual(['vector'])
    await database.run("insert into pages (embedding) values ('[4,5,6]'::vector)")
    expect((await database.query("select embedding::text as text from near('[1,1,1]') order by id limit 2")).rows).toEqual([
      { text: '[1,2,3]' },
      { text: '[0.123456789,0.123456789,0.123456789]' },
    ])
  } finally {
    await database.close()
  }
})

describe('a Supabase app', () => {
  let app: Awaited<ReturnType<typeof opened>>
  beforeAll(async () => {
    app = await opened(SHOP, SUPABASE)
  })
  afterAll(() => app.database.close())

  it('loads what can be loaded, and says why the rest cannot', () => {
    expect(app.loaded.by).toBe('Supabase migrations')
    expect(reasons(app.loaded).sort()).toEqual([
      '003_broken.sql:1 missing-extension places',
      '003_broken.sql:2 missing-extension places',
      '003_broken.sql:3 missing-base invoices',
      '003_broken.sql:4 contradictory orders',
      '003_broken.sql:5 syntax ',
      '003_broken.sql:6 forbidden ',
      '003_broken.sql:7 forbidden ',
    ])
    expect(app.table('after')).toBeDefined()
    expect(app.loaded.substitutions.map(item => item.name)).toEqual(['pg_cron'])
  })

  it('reads tables back as the files write them', () => {
    const orders = app.table('orders')!
    const written = app.fromFiles.tables.find(table => table.name === 'orders')!
    expect({ ...orders, revoked: undefined }).toEqual({ ...written, foreignKeys: orders.foreignKeys, revoked: undefined })
    expect(orders.foreignKeys).toMatchObject([{ columns: ['user_id'], table: 'auth.users', references: ['id'] }])
    expect(orders.revoked).toEqual([
      { role: 'anon', does: 'update', except: [] },
      { role: 'authenticated', does: 'update', except: ['state'] },
    ])
  })

  it('knows what a block made, and where', () => {
    const notes = app.table('notes')!
    expect(notes.rowRules?.enabled).toBe(true)
    expect(notes.policies).toMatchObject([
      { name: 'Anyone reads notes', using: 'true', at: { file: 'supabase/migrations/002_rules.sql', line: 1 } },
    ])
  })

  it('keeps what files say of a table that could not be made', () => {
    expect(app.table('places')?.at).toEqual({ file: 'supabase/migrations/003_broken.sql', line: 1 })
    expect(app.live.gaps.map(gap => gap.at.line)).toContain(1)
  })

  it('knows that taking a function from PUBLIC leaves it to the client roles', () => {
    expect(app.live.functions.find(item => item.name === 'pay')).toMatchObject({ definer: true, searchPath: false, revokedFrom: [] })
  })

  it('reads buckets, views and rules of storage', () => {
    expect(app.live.buckets).toMatchObject([{ name: 'avatars', public: true, at: { line: 9 } }])
    expect(app.live.views).toMatchObject([{ name: 'totals', invoker: false, tables: ['orders'] }])
    expect(app.table('storage.objects')?.policies).toMatchObject([{ name: 'Own avatars', command: 'insert' }])
  })

  it('enforces rules for the roles of the platform', async () => {
    const seen = await app.database.rehearse(async session => {
      await session.run(
        `insert into auth.users (id) values ('00000000-0000-4000-8000-000000000001'); insert into orders (user_id, total) values ('00000000-0000-4000-8000-000000000001', 5)`,
      )
      await session.run(`set local role authenticated; set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-000000000002"}'`)
      const others = await session.query('select * from orders')
      await session.run(`set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-000000000001"}'`)
      return [others.count, (await session.query('select * from orders')).count]
    })
    expect(seen).toEqual([0, 1])
    expect((await app.database.query('select * from orders')).count).toBe(0)
  })
})

it('loads the same in process', async () => {
  const app = await opened(SHOP, SUPABASE, 'pglite')
  const { table, loaded } = app
  await app.database.close()
  expect(loaded.failures.length).toBe(7)
  expect(table('notes')?.policies.length).toBe(1)
  expect(table('orders')?.policies.map(policy => policy.using)).toEqual([
    'auth.uid() = user_id',
    "(select auth.jwt()) ->> 'role' = 'staff'",
  ])
})

it('ends a statement that never ends, and goes on without it', async () => {
  const files = {
    'migrations/1_a.sql': 'create table a (id int);',
    'migrations/2_b.sql': 'do $$ begin loop end loop; end $$;\ncreate table b (id int);',
  }
  for (const engine of ['pglite', 'embedded'] as const) {
    const { database, loaded, table } = await opened(files, {}, engine, { statementLimit: 1500 })
    await database.close()
    expect(reasons(loaded)).toEqual(['2_b.sql:1 timeout '])
    expect([table('a')?.columns.length, table('b')?.columns.length]).toEqual([1, 1])
  }
})

it('loads a Prisma schema by its own engine', async () => {
  const schema = `generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}
model User {\n  id String @id @default(cuid())\n  email String @unique\n  posts Post[]\n}
model Post {\n  id Int @id @default(autoincrement())\n  authorId String\n  author User @relation(fields: [authorId], references: [id])\n  @@index([authorId])\n  @@map("posts")\n}\n`
  const { database, loaded, table } = await opened({ 'prisma/schema.prisma': schema }, { '@prisma/client': '6.0.0' })
  await database.close()
  expect([loaded.by, loaded.failures]).toEqual(['Prisma schema', []])
  expect(table('posts')).toMatchObject({
    kind: 'prisma',
    aliases: expect.arrayContaining(['Post']),
    primaryKey: ['id'],
    foreignKeys: [{ columns: ['authorId'], table: 'User' }],
  })
})

it('loads a Drizzle schema that has no migrations', async () => {
  const schema = `import { pgTable, serial, text, integer, timestamp } from 'drizzle-orm/pg-core'
export const users = pgTable('users', { id: serial('id').primaryKey(), email: text('email').notNull().unique() })
export const orders = pgTable('orders', { id: serial('id').primaryKey(), userId: integer('user_id').notNull().references(() => users.id), at: timestamp('at').defaultNow() })
`
  const { database, loaded, table } = await opened({ 'db/schema.ts': schema }, { 'drizzle-orm': '0.40.0' })
  await database.close()
  expect([loaded.by, loaded.failures]).toEqual(['Drizzle schema', []])
  expect(table('orders')).toMatchObject({
    kind: 'drizzle',
    owner: 'user_id',
    foreignKeys: [{ columns: ['user_id'], table: 'users', references: ['id'] }],
  })
})

it('does not run what is written for another database', async () => {
  const { database, loaded } = await opened({ 'schema.sql': 'create table `users` (`id` int auto_increment primary key) engine=InnoDB;' })
  await database.close()
  expect([loaded.statements, loaded.gaps.map(gap => gap.why)]).toEqual([0, ['Written for mysql, which is not run.']])
})

it('runs one of two files that make the same tables, and no file that may belong to the other', async () => {
  const files = {
    'schema.sql': 'create table a (id int); create table b (id int);',
    'fixed.sql': 'create table a (id int, owner uuid);',
    'more.sql': 'create index on b (id);',
  }
  const { database, loaded } = await opened(files)
  await database.close()
  expect([loaded.files, loaded.failures]).toEqual([['schema.sql'], []])
})

it('loads a schema of 500 tables, and ends what keeps ending it', async () => {
  const tables = Array.from(
    { length: 500 },
    (_, at) => `create table t${at} (id int primary key, up int references t${Math.max(0, at - 1)} (id)); create index on t${at} (up);`,
  )
  const { database, loaded, live } = await opened({ 'migrations/1_many.sql': tables.join('\n') })
  await database.close()
  expect([loaded.statements, loaded.failures, live.tables.length]).toEqual([1000, [], 500])
  expect(live.tables[499]).toMatchObject({
    foreignKeys: [{ table: 't498' }],
    indexes: [{ columns: ['up'], partial: false }],
    at: { line: 500 },
  })
})
