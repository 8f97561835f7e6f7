import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from './database.js'
import { openDatabase } from './open.js'

let server: Database
beforeAll(async () => {
  server = await openDatabase('embedded', { settings: { log_statement: 'all' } })
})
afterAll(() => server.close())

it('takes back what a rehearsal did, even when it throws', async () => {
  await server.run('create table t (id int)')
  await expect(
    server.rehearse(async session => {
      await session.run('insert into t values (1)')
      await session.run('select nothing')
    }),
  ).rejects.toMatchObject({ name: 'DatabaseError', code: '42703' })
  expect((await server.query('select count(*) as n from t')).rows).toEqual([{ n: 0 }])
})

it("has connections that see each other's locks", async () => {
  const other = await server.connect!()
  await server.rehearse(async session => {
    await session.run('lock table t')
    await expect(other.query("set lock_timeout = '100ms'; select * from t")).rejects.toMatchObject({ code: '55P03' })
  })
  await other.close()
})

it("ends a statement at the limit though the session switched the server's own off", async () => {
  server.limit(500)
  await server.run('set statement_timeout = 0')
  await expect(server.run('do $$ begin loop end loop; end $$')).rejects.toMatchObject({ code: '57014' })
  server.limit(60_000)
})

it('makes a database of its own on a given server, and leaves nothing behind', async () => {
  const names = async () =>
    (
      await server.query<{ name: string }>('select datname as name from pg_database union select rolname from pg_roles order by 1')
    ).rows.map(row => row.name)
  const before = await names()
  const own = await openDatabase('url', { url: server.url! })
  await own.run('create table kept (id int); create role helper')
  expect((await names()).filter(name => !before.includes(name))).toEqual(['helper', expect.stringMatching(/^seaworthy_[0-9a-f]{12}$/)])
  await own.close()
  expect(await names()).toEqual(before)
})

it('refuses a server that lets it create none', async () => {
  await server.run("create role reader login password 'x'")
  const url = new URL(server.url!)
  url.username = 'reader'
  url.password = 'x'
  await expect(openDatabase('url', { url: url.href })).rejects.toMatchObject({
    code: 'refused-database',
    message: expect.stringContaining('reader'),
  })
  await expect(openDatabase('url', { url: 'mysql://a/b' })).rejects.toMatchObject({ code: 'refused-database' })
})

it('refuses a server where the customers are, before anything is sent there', async () => {
  for (const url of ['postgres://a:b@db.abcdefgh.supabase.co:5432/postgres', 'postgres://a:b@shop.abc.eu-west-1.rds.amazonaws.com/shop'])
    await expect(openDatabase('url', { url })).rejects.toMatchObject({
      code: 'refused-database',
      message: expect.stringContaining('real customers'),
    })
})
