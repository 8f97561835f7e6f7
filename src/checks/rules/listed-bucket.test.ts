import { expect, test } from 'vitest'
import check from './listed-bucket.js'
import { linesOf, problemsIn } from './schema.fixture.js'

const BUCKETS =
  "insert into storage.buckets (id, name, public) values ('uploads', 'uploads', true), ('notes', 'notes', false), ('product-images', 'product-images', true), ('avatars', 'avatars', true);"
const found = async (rest: string, more = '') =>
  linesOf(await problemsIn(check, `${BUCKETS}\ncreate policy "p" on storage.objects ${rest};${more}`))

test.each([
  ['everyone', "for select using (bucket_id = 'uploads')"],
  ['nobody in particular', "for select to anon using (bucket_id = 'uploads')"],
  ['everyone, with all that may be done', "for all using (bucket_id = 'uploads')"],
])('finds a list for %s', async (_, rest) => {
  expect(await found(rest)).toEqual(['2'])
})

test('says a bucket once', async () => {
  const twice = await found(
    "for select using (bucket_id = 'uploads')",
    ` create policy "q" on storage.objects for select using (bucket_id = 'uploads');`,
  )
  expect(twice).toEqual(['2'])
})

test.each([
  ['users alone', "for select to authenticated using (bucket_id = 'uploads')"],
  ["one's own folder", "for select using (bucket_id = 'uploads' and auth.uid()::text = (storage.foldername(name))[1])"],
  ['a bucket that is not public', "for select using (bucket_id = 'notes')"],
  ['what is put up to be browsed', "for select using (bucket_id = 'product-images')"],
  ['pictures of people who show them', "for select using (bucket_id = 'avatars')"],
  ['uploads', "for insert with check (bucket_id = 'uploads')"],
])('passes %s', async (_, rest) => {
  expect(await found(rest)).toEqual([])
})

test('passes a list that another policy closes', async () => {
  const closing = ' create policy "q" on storage.objects as restrictive for select to public using (auth.uid() is not null);'
  expect(await found("for select using (bucket_id = 'uploads')", closing)).toEqual([])
})

const STAFF = 'create function is_staff() returns boolean language sql as $$ select true $$;'
const FILLED = (by: string) => ` ${STAFF} create policy "q" on storage.objects for insert with check (bucket_id = 'uploads' and ${by});`

test('passes a bucket that only staff fill, and no other', async () => {
  expect(await found("for select using (bucket_id = 'uploads')", FILLED('is_staff()'))).toEqual([])
  expect(await found("for select using (bucket_id = 'uploads')", FILLED('auth.uid() is not null'))).toEqual(['2'])
})
