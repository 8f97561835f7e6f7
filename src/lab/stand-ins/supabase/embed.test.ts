import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrial, type Trial } from './supabase.fixture.js'

const SCHEMA = `
create table categories (id int primary key, name text, parent_id int references categories);
create table authors (id int primary key, name text, data jsonb);
create table bios (author_id int primary key references authors, text text);
create table books (id int primary key, title text, price numeric, year int, tags text[], author_id int references authors, editor_id int constraint books_editor_fkey references authors, category_id int references categories, span int4range);
create table labels (id int primary key, name text);
create table book_labels (book_id int references books, label_id int references labels, primary key (book_id, label_id));
create view cheap as select id, title, price, author_id from books where price < 10;
create function shout(books) returns text language sql stable as $$ select upper($1.title) $$;
create function similar(books) returns setof books language sql stable as $$ select * from books where author_id = $1.author_id and id <> $1.id $$;
create function first_label(books) returns setof labels rows 1 language sql stable as $$ select l.* from labels l join book_labels b on b.label_id = l.id where b.book_id = $1.id order by l.id limit 1 $$;
create function by_author(who int) returns setof books language sql stable as $$ select * from books where author_id = who $$;
insert into categories values (1, 'all', null), (2, 'novel', 1), (3, 'crime', 2);
insert into authors values (1, 'Ann', '{"address": {"city": "Oslo"}, "age": 41, "langs": ["no", "en"]}'), (2, 'Bob', '{"age": 30}'), (3, 'Cy', null);
insert into bios values (1, 'wrote');
insert into books values (1, 'One', 5, 2001, '{a,b}', 1, 2, 2, '[1,5)'), (2, 'Two', 15, 2002, '{b}', 1, null, 3, '[5,9)'), (3, 'Three, or "so"', 25, null, '{}', 2, 1, null, null);
insert into labels values (1, 'hot'), (2, 'old');
insert into book_labels values (1, 1), (1, 2), (2, 1);
`

let trial: Trial
let db: SupabaseClient
beforeAll(async () => {
  trial = await openTrial(SCHEMA)
  db = trial.client()
})
afterAll(() => trial?.close())

const rows = async (select: string, table = 'books') => {
  const { data, error } = await db.from(table).select(select).order('id')
  expect(error).toBeNull()
  return data as unknown as Record<string, unknown>[]
}

test('renames, casts and reads JSON paths', async () => {
  expect((await rows('name:title, cost:price::text, shout'))[0]).toEqual({ name: 'One', cost: '5', shout: 'ONE' })
  expect((await rows('data->address->>city, age:data->age, data->langs->0', 'authors'))[0]).toEqual({ city: 'Oslo', age: 41, langs: 'no' })
})

test('embeds one, many, one-to-one and through a join table', async () => {
  expect((await rows('id, authors!books_author_id_fkey(name), editor:authors!editor_id(name), author_id(name)'))[0]).toEqual({
    id: 1,
    authors: { name: 'Ann' },
    editor: { name: 'Bob' },
    author_id: { name: 'Ann' },
  })
  expect(await rows('name, books!author_id(title, categories(name)), bios(text)', 'authors')).toEqual([
    {
      name: 'Ann',
      books: [
        { title: 'One', categories: { name: 'novel' } },
        { title: 'Two', categories: { name: 'crime' } },
      ],
      bios: { text: 'wrote' },
    },
    { name: 'Bob', books: [{ title: 'Three, or "so"', categories: null }], bios: null },
    { name: 'Cy', books: [], bios: null },
  ])
  expect((await rows('title, labels(name), book_labels(label_id)'))[0]).toEqual({
    title: 'One',
    labels: [{ name: 'hot' }, { name: 'old' }],
    book_labels: [{ label_id: 1 }, { label_id: 2 }],
  })
  expect((await rows('name, parent:parent_id(name), children:categories(name)', 'categories'))[1]).toEqual({
    name: 'novel',
    parent: { name: 'all' },
    children: [{ name: 'crime' }],
  })
  expect((await rows('title, authors(name)', 'cheap'))[0]).toEqual({ title: 'One', authors: { name: 'Ann' } })
})

test('embeds by functions of the row, and in what a function returns', async () => {
  expect((await rows('id, similar(title), first_label(name)'))[0]).toEqual({
    id: 1,
    similar: [{ title: 'Two' }],
    first_label: { name: 'hot' },
  })
  const { data } = await db
    .rpc('by_author', { who: 1 })
    .select('title, labels(name), author:authors!author_id!inner(name)')
    .eq('author.name', 'Ann')
    .order('id')
  expect(data).toEqual([
    { title: 'One', labels: [{ name: 'hot' }, { name: 'old' }], author: { name: 'Ann' } },
    { title: 'Two', labels: [{ name: 'hot' }], author: { name: 'Ann' } },
  ])
})

test('filters, orders, limits and counts what is embedded', async () => {
  const inner = await db.from('books').select('title, labels!inner(name)').eq('labels.name', 'old')
  expect(inner.data).toEqual([{ title: 'One', labels: [{ name: 'old' }] }])
  const left = await db.from('books').select('id, labels(name)').eq('labels.name', 'old').order('id')
  expect(left.data).toHaveLength(3)
  const ordered = await db
    .from('authors')
    .select('id, books!author_id(title)')
    .eq('id', 1)
    .order('title', { referencedTable: 'books', ascending: false })
    .limit(1, { referencedTable: 'books' })
  expect(ordered.data).toEqual([{ id: 1, books: [{ title: 'Two' }] }])
  const or = await db
    .from('authors')
    .select('id, books!author_id(id)')
    .or('year.eq.2002,price.gt.20', { referencedTable: 'books' })
    .order('id')
  expect(or.data).toEqual([
    { id: 1, books: [{ id: 2 }] },
    { id: 2, books: [{ id: 3 }] },
    { id: 3, books: [] },
  ])
  expect(await rows('id, books!author_id(count)', 'authors')).toEqual([
    { id: 1, books: [{ count: 2 }] },
    { id: 2, books: [{ count: 1 }] },
    { id: 3, books: [{ count: 0 }] },
  ])
  const without = await db.from('authors').select('id, books!author_id(id)').is('books', null)
  expect(without.data).toEqual([{ id: 3, books: [] }])
  const related = await db
    .from('books')
    .select('id, editor:authors!editor_id(name)')
    .order('editor(name)', { ascending: true, nullsFirst: true })
  expect(related.data?.map(row => row.id)).toEqual([2, 3, 1])
  const spread = await db.from('books').select('id, ...authors!author_id(writer:name, ...bios(text))').eq('id', 1)
  expect(spread.data).toEqual([{ id: 1, writer: 'Ann', text: 'wrote' }])
  const spreadMany = await db.from('authors').select('id, ...books!author_id(title)').eq('id', 1)
  expect(spreadMany.data).toEqual([{ id: 1, title: ['One', 'Two'] }])
})

test('every operator reaches the database', async () => {
  const ids = async (filter: (query: ReturnType<typeof start>) => PromiseLike<{ data: unknown; error: unknown }>) => {
    const { data, error } = await filter(start())
    expect(error).toBeNull()
    return (data as { id: number }[]).map(row => row.id).toSorted()
  }
  const start = () => db.from('books').select('id')
  expect(await ids(q => q.eq('title', 'One'))).toEqual([1])
  expect(await ids(q => q.neq('id', 1))).toEqual([2, 3])
  expect(await ids(q => q.gt('price', 5).lte('price', 15))).toEqual([2])
  expect(await ids(q => q.gte('price', 5).lt('price', 15))).toEqual([1])
  expect(await ids(q => q.like('title', 'T%'))).toEqual([2, 3])
  expect(await ids(q => q.ilike('title', '*w*'))).toEqual([2])
  expect(await ids(q => q.likeAnyOf('title', ['O%', 'Tw%']))).toEqual([1, 2])
  expect(await ids(q => q.ilikeAllOf('title', ['t%', '%o']))).toEqual([2])
  expect(await ids(q => q.is('year', null))).toEqual([3])
  expect(await ids(q => q.not('year', 'is', null))).toEqual([1, 2])
  expect(await ids(q => q.filter('title', 'in', '("One","Three, or \\"so\\"")'))).toEqual([1, 3])
  expect(await ids(q => q.in('id', []))).toEqual([])
  expect(await ids(q => q.not('id', 'in', '(1,2)'))).toEqual([3])
  expect(await ids(q => q.contains('tags', ['b']))).toEqual([1, 2])
  expect(await ids(q => q.containedBy('tags', ['b']))).toEqual([2, 3])
  expect(await ids(q => q.overlaps('tags', ['a', 'x']))).toEqual([1])
  expect(await ids(q => q.rangeLt('span', '[5,6)'))).toEqual([1])
  expect(await ids(q => q.rangeGt('span', '[1,2)'))).toEqual([2])
  expect(await ids(q => q.rangeGte('span', '[5,6)'))).toEqual([2])
  expect(await ids(q => q.rangeLte('span', '[1,5)'))).toEqual([1])
  expect(await ids(q => q.rangeAdjacent('span', '[9,12)'))).toEqual([2])
  expect(await ids(q => q.filter('title', 'match', '^O'))).toEqual([1])
  expect(await ids(q => q.filter('title', 'imatch', '^o'))).toEqual([1])
  expect(await ids(q => q.filter('year', 'isdistinct', '2001'))).toEqual([2, 3])
  expect(await ids(q => q.filter('id', 'eq(any)', '{1,3}'))).toEqual([1, 3])
  expect(await ids(q => q.textSearch('title', 'two', { config: 'english' }))).toEqual([2])
  expect(await ids(q => q.textSearch('title', 'two', { type: 'plain' }))).toEqual([2])
  expect(await ids(q => q.textSearch('title', 'two', { type: 'phrase' }))).toEqual([2])
  expect(await ids(q => q.textSearch('title', 'one or two', { type: 'websearch', config: 'simple' }))).toEqual([1, 2])
  expect(await ids(q => q.match({ id: 1, title: 'One' }))).toEqual([1])
  expect(await ids(q => q.or('title.eq."Three, or \\"so\\"",and(price.gt.1,price.lt.6)'))).toEqual([1, 3])
  expect(await ids(q => q.or('id.in.(1,2),not.and(id.gt.1,year.not.is.null)').not('id', 'eq', 1))).toEqual([2, 3])
  expect(await ids(q => q.or('tags.cs.{a,b},title.ilike.%thr%'))).toEqual([1, 3])
  expect((await db.from('authors').select('id').eq('data->address->>city', 'Oslo')).data).toEqual([{ id: 1 }])
  expect((await db.from('authors').select('id').contains('data', { age: 30 })).data).toEqual([{ id: 2 }])
  expect((await db.from('authors').select('id').order('data->age', { ascending: false, nullsFirst: false })).data).toEqual([
    { id: 1 },
    { id: 2 },
    { id: 3 },
  ])
})

test('aggregates are refused unless the project allows them, as on the platform', async () => {
  expect((await db.from('books').select('price.sum()')).error).toMatchObject({ code: 'PGRST123' })
  await trial.control('rest', { aggregates: true })
  expect((await db.from('books').select('author_id, total:price.sum(), price.max()::text, count()').order('author_id')).data).toEqual([
    { author_id: 1, total: 20, max: '15', count: 2 },
    { author_id: 2, total: 25, max: '25', count: 1 },
  ])
  expect((await db.from('authors').select('id, books!author_id(price.avg())').eq('id', 1)).data).toEqual([{ id: 1, books: [{ avg: 10 }] }])
  await trial.control('rest', { aggregates: false })
})

test('says what does not fit, with the codes of PostgREST', async () => {
  expect((await db.from('bokks').select()).error).toMatchObject({ code: 'PGRST205' })
  expect((await db.from('books').select('nothing')).error).toMatchObject({ code: '42703', message: 'column books.nothing does not exist' })
  expect((await db.from('books').select('id, bios(text)')).error).toMatchObject({ code: 'PGRST200' })
  expect(await db.from('books').select('id, authors(name)')).toMatchObject({ status: 300, error: { code: 'PGRST201' } })
  expect((await db.from('books').select('id').eq('labels.name', 'x')).error).toMatchObject({ code: 'PGRST108' })
  expect((await db.from('books').select('id, (')).error).toMatchObject({ code: 'PGRST100' })
  expect((await db.from('books').select('id').filter('id', 'nope', '1')).error).toMatchObject({ code: 'PGRST100' })
  expect(await db.from('books').select('id').eq('id', 'x')).toMatchObject({ status: 400, error: { code: '22P02' } })
  expect((await db.from('books').select('id, labels(name)').order('labels(name)')).error).toMatchObject({ code: 'PGRST118' })
  expect((await db.schema('auth').from('users').select()).error).toMatchObject({ code: 'PGRST106' })
})
