import { expect, test } from 'vitest'
import { openDatabase } from '#database/engine/open'
import { chooseBeside } from './beside.js'
import { candidatesFor } from './candidates.js'
import { showIndex } from './hidden.js'
import { newMeasurer } from './measurer.js'
import type { TrialQuery } from './trials.js'

const SEARCH: TrialQuery = {
  id: 'search',
  table: 'things',
  does: 'read',
  filters: [{ column: 'name', op: 'search' }],
  sort: [{ column: 'name', descending: false }],
  limit: 20,
  offset: false,
  columns: 'all',
  count: false,
  at: { file: 'api.ts', line: 1 },
  loop: false,
}
const asked = (word: string) => `select * from things where name ilike '%${word}%' order by name limit 20`

test('a search for a common word gets the order asked for beside the trigrams', async () => {
  const database = await openDatabase('pglite', { extensions: ['pg_trgm'] })
  try {
    await database.run(`create table things (id int primary key, name text not null);
      insert into things select n, 'common ' || md5(n::text) from generate_series(1, 60000) n; analyze things;`)
    const candidates = candidatesFor([SEARCH])
    const trigrams = candidates.find(candidate => candidate.trigrams)!
    const statements = [asked('qzxvk'), asked('common')]
    const measureOnce = newMeasurer(database)
    const before = await measureOnce(SEARCH, statements)
    await showIndex(database, trigrams)
    const added = await chooseBeside(
      database,
      [{ query: SEARCH, statements, before }],
      [{ candidate: trigrams, ms: new Map() }],
      candidates,
      measureOnce,
    )
    expect(added.map(({ candidate }) => candidate.definition)).toEqual(['"public"."things" ("name")'])
    expect(added[0]!.ms.get('search')).toBeLessThan(before.ms / 3)
    const { rows } = await database.query<{ name: string }>(
      "select indexname as name from pg_indexes where tablename = 'things' order by 1",
    )
    expect(rows.map(row => row.name)).toEqual(['things_name_idx', 'things_name_search_idx', 'things_pkey'])
  } finally {
    await database.close()
  }
}, 120_000)
