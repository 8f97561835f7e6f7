import { expect, test } from 'vitest'
import { findingsExamined } from '../examined.fixture.js'

const lossesOf = async (migration: string): Promise<string[]> =>
  (
    await findingsExamined(
      'broken/lossy-migration',
      new Map([
        [
          'migrations/0001_start.sql',
          'create table orders (id serial primary key, total numeric(12, 4) not null, note text not null, state text not null);\ncreate table carts (id serial primary key, body text not null);\ncreate table old_view_counts (id serial primary key);',
        ],
        ['migrations/0002_next.sql', migration],
      ]),
    )
  ).map(finding => `${finding.at.line} ${finding.message}`)

test('what is taken away is found, whatever takes it', async () => {
  expect(
    await lossesOf(
      "delete from carts;\ndo $$ begin execute 'alter table orders drop column state'; end $$;\nalter table orders alter column total type numeric(12, 0);",
    ),
  ).toEqual([
    '1 The newest migration deletes every row of `carts`, and no migration brings it back.',
    '2 The newest migration drops `orders.state` with all its values, and no migration brings it back.',
    '3 The newest migration cuts values of `orders.total` short, and no migration brings it back.',
  ])
})

test('what only looks like it is left alone', async () => {
  expect(
    await lossesOf(
      "delete from carts where body = 'nothing says this';\nalter table orders rename to sales;\nalter table sales rename column note to remark;\nalter table sales alter column total type numeric(20, 4);\nalter table sales alter column state type varchar(500);\nalter table sales add column more text;\nalter table sales drop column more;\ncreate table fresh (id int);\ndrop table fresh;",
    ),
  ).toEqual([])
})
