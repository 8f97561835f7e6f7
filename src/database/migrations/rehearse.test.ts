import { expect, test } from 'vitest'
import { openDatabase } from '../engine/open.js'
import { rehearse } from './rehearse.js'

test('a migration is run there, back and there again, and what is lost is counted', async () => {
  const database = await openDatabase('pglite')
  try {
    await database.run(
      'create table orders (id serial primary key, total integer); insert into orders (total) select n from generate_series(1, 50) n',
    )
    expect(
      await rehearse(database, 'create index concurrently orders_total on orders (total);', 'drop index concurrently orders_total;'),
    ).toEqual({
      up: undefined,
      down: undefined,
      upAgain: undefined,
      rowsLost: {},
    })
    expect((await rehearse(database, 'delete from orders where total > 20;', 'select 1;')).rowsLost).toEqual({ orders: 30 })
    const broken = await rehearse(
      database,
      'alter table orders add constraint small check (total < 5);',
      'alter table orders drop constraint small;',
    )
    expect(broken.up).toMatch(/is violated by some row/)
    expect((await rehearse(database, 'drop database postgres;', 'select 1;')).up).toMatch(/^Not run/)
  } finally {
    await database.close()
  }
})
