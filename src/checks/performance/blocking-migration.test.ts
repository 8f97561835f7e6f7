import { expect, test } from 'vitest'
import { findingsExamined } from '../examined.fixture.js'

test('what is quick, however many rows there are, is left alone', async () => {
  const found = await findingsExamined(
    'performance/blocking-migration',
    new Map([
      [
        'migrations/0001_orders.sql',
        'create table orders (id serial primary key, email text, total integer not null);\ncreate table categories (id serial primary key, name text);',
      ],
      [
        'migrations/0002_more.sql',
        `alter table orders add column note text;
alter table orders add column paid boolean not null default false;
alter table orders alter column email set default 'nobody@example.com';
alter table orders add constraint total_positive check (total > 0) not valid;
create table refunds (id serial primary key, order_id integer);
create index on refunds (order_id);
create index on categories (name);
alter table orders rename column note to remark;`,
      ],
    ]),
  )
  expect(found.map(finding => finding.message)).toEqual([])
})

test('reads that a constraint wants are told by what they keep out', async () => {
  const found = await findingsExamined(
    'performance/blocking-migration',
    new Map([
      ['migrations/0001_orders.sql', 'create table orders (id serial primary key, email text, total integer not null);'],
      [
        'migrations/0002_more.sql',
        'alter table orders add constraint total_there check (total > -1);\ncreate unique index orders_total on orders (id, total);',
      ],
    ]),
  )
  expect(found.map(finding => [finding.at.line, finding.severity, finding.message])).toEqual([
    [
      1,
      'medium',
      '`alter table orders add constraint total_there check (total > -1)` reads all of `orders` while nobody can read or change it.',
    ],
    [2, 'low', '`create unique index orders_total on orders (id, total)` reads all of `orders` while nobody can change it.'],
  ])
})
