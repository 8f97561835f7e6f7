import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sourceOf } from '../source.fixture.js'
import { openLoaded } from './load.js'

const AFTER = 'create table kept (id int primary key);'
const load = async (sql: string) => {
  const { database, loaded } = await openLoaded(sourceOf({ 'migrations/1_a.sql': sql, 'migrations/2_b.sql': AFTER }), 'pglite', {
    statementLimit: 1500,
  })
  const { rows } = await database.query<{ there: boolean }>("select to_regclass('public.kept') is not null as there")
  await database.close()
  return { loaded, there: rows[0]?.there }
}

const file = join(tmpdir(), `seaworthy-hostile-${process.pid}`)
const hidden = (text: string) => `do $$ begin execute '${text.slice(0, 3)}' || '${text.slice(3).replaceAll("'", "''")}'; end $$;`

it.each([
  ['drops the database', 'drop database postgres;', 'forbidden'],
  ['drops it in disguise', hidden('drop database postgres'), 'other'],
  ['writes a file', `copy (select 1) to '${file}';`, 'forbidden'],
  ['runs a program in disguise', hidden(`copy (select 1) to program 'touch ${file}'`), ''],
  ['needs an extension that is nowhere', 'create extension timescaledb; create table a (at timestamptz, v hyperloglog);', ''],
  ['loops', 'do $$ begin loop end loop; end $$;', 'timeout'],
  [
    'recurses without an end',
    'create table n as with recursive r(x) as (select 1 union all select x + 1 from r) select count(*) from r;',
    'timeout',
  ],
  ['waits for ever', 'select pg_sleep(100000);', 'timeout'],
  ['drops the schema and what is in it', 'drop schema public cascade; create schema public;', ''],
])('a migration that %s leaves the next one as it is', { timeout: 120_000 }, async (_, sql, reason) => {
  const { loaded, there } = await load(sql)
  expect([there, existsSync(file)]).toEqual([true, false])
  if (reason) expect(loaded.failures.map(failure => failure.reason)).toContain(reason)
  expect(loaded.milliseconds).toBeLessThan(100_000)
})
