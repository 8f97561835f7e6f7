import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const SIGNED_IN = 'const { data: { user } } = await supabase.auth.getUser()\n  if (!user) return { error: "Sign in" }'

const found = (rules: string, action: string) =>
  findingsIn('broken/unreadable-rows', {
    'package.json': '{ "name": "cafe", "dependencies": { "next": "*", "@supabase/supabase-js": "*" } }',
    'supabase/migrations/1.sql': `create table orders (id uuid primary key, user_id uuid, total int);\nalter table orders enable row level security;\n${rules}`,
    'app/actions.js': `'use server'
import { createClient } from '@supabase/supabase-js'
const supabase = createClient(process.env.SUPABASE_URL, process.env.SUPABASE_ANON_KEY)
export async function order(input) {
  ${action}
}`,
  })

const ADD = 'create policy "Add" on orders for insert to anon, authenticated with check (total > 0);'
const OWN = 'create policy "Own" on orders for select using (auth.uid() = user_id);'
const BACK = "const { data } = await supabase.from('orders').insert({ total: 3 }).select('id').single()\n  return data"

test('finds a row that a visitor adds and is not given back', async () => {
  expect(await found(`${ADD}\n${OWN}`, BACK)).toEqual([
    "app/actions.js:5 high A visitor's row of `orders` is asked back as it is added, and no policy lets visitors read it: the whole statement fails.",
  ])
})

test('finds a row that a visitor looks up again', async () => {
  const read = "const { data } = await supabase.from('orders').select('total').eq('id', input).single()\n  return data"
  expect(await found(`${ADD}\n${OWN}`, read)).toHaveLength(1)
  expect(await found(`create policy "Add" on orders for insert with check (auth.uid() = user_id);\n${OWN}`, read)).toEqual([])
})

test.each([
  [
    'a row that is not asked back',
    `${ADD}\n${OWN}`,
    "const { error } = await supabase.from('orders').insert({ total: 3 })\n  return { ok: !error }",
  ],
  ['rows that everybody reads', `${ADD}\ncreate policy "Read" on orders for select using (true);`, BACK],
  ['rows of nobody', `${ADD}\ncreate policy "Read" on orders for select using (auth.uid() = user_id or user_id is null);`, BACK],
  ['somebody who is signed in', `${ADD}\n${OWN}`, `${SIGNED_IN}\n  ${BACK}`],
  ['an order for those who sign in', `create policy "Add" on orders for insert with check (auth.uid() = user_id);\n${OWN}`, BACK],
])('passes %s', async (_name, rules, action) => {
  expect(await found(rules, action)).toEqual([])
})
