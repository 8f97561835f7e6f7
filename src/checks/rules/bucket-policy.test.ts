import { expect, test } from 'vitest'
import check from './bucket-policy.js'
import { linesOf, problemsIn } from './schema.fixture.js'

const BUCKETS = "insert into storage.buckets (id, name, public) values ('invoices', 'invoices', false), ('images', 'images', true);"

test.each([
  ['uploads by anyone to a public bucket', "for insert with check (bucket_id = 'images')", 'high'],
  ['uploads by anyone to a private bucket', "for insert to anon with check (bucket_id = 'invoices')", 'medium'],
  ['deletion by anyone', "for delete using (bucket_id = 'images')", 'high'],
  ['private files that everyone reads', "for select using (bucket_id = 'invoices')", 'high'],
  ['private files that anyone signed in reads', "for select to authenticated using (bucket_id = 'invoices')", 'high'],
  ["changes of others' files", "for update using (bucket_id = 'images' and auth.role() = 'authenticated')", 'medium'],
  ['every bucket', 'for select using (true)', 'high'],
])('finds %s', async (_, rest, severity) => {
  expect(linesOf(await problemsIn(check, `${BUCKETS}\ncreate policy "p" on storage.objects ${rest};`))).toEqual([`2 ${severity}`])
})

test.each([
  ['public images that everyone reads', "for select using (bucket_id = 'images')"],
  ['uploads by users', "for insert to authenticated with check (bucket_id = 'images')"],
  ["a user's own folder", "for all using (bucket_id = 'invoices' and auth.uid()::text = (storage.foldername(name))[1])"],
  ['staff', "for all using (bucket_id = 'invoices' and is_admin(auth.uid()))"],
])('passes %s', async (_, rest) => {
  expect(await problemsIn(check, `${BUCKETS}\ncreate policy "p" on storage.objects ${rest};`)).toEqual([])
})
