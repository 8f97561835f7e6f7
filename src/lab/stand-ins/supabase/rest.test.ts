import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrial, type Trial } from './supabase.fixture.js'

const SCHEMA = `
create table notes (id bigint generated always as identity primary key, owner uuid not null default auth.uid() references auth.users on delete cascade, body text not null, done boolean default false, tags text[] default '{}', data jsonb default '{}');
alter table notes enable row level security;
create policy own on notes for all to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
create table posts (id int primary key, title text, published boolean default false);
alter table posts enable row level security;
create policy seen on posts for select to anon, authenticated using (published);
insert into posts values (1, 'out', true), (2, 'draft', false);
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
  expect((await trial.client(trial.keys.serviceRoleKey).from('posts').select('id').order('id')).data).toEqual([{ id: 1 }, { id: 2 }])
})
