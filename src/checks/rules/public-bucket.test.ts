import { expect, test } from 'vitest'
import check from './public-bucket.js'
import { linesOf, problemsIn } from './schema.fixture.js'

const bucket = (name: string, open: boolean) => `insert into storage.buckets (id, name, public) values ('${name}', '${name}', ${open});`

test('finds public buckets whose files are private', async () => {
  expect(
    linesOf(
      await problemsIn(check, ['payment-screenshots', 'kycDocuments', 'chat_attachments'].map(name => bucket(name, true)).join('\n')),
    ),
  ).toEqual(['1', '2', '3'])
})

test('finds one that is opened later', async () => {
  expect(
    linesOf(await problemsIn(check, `${bucket('invoices', false)}\nupdate storage.buckets set public = true where id = 'invoices';`)),
  ).toEqual(['2'])
})

test('passes private ones, and those for everyone', async () => {
  expect(
    await problemsIn(
      check,
      [
        bucket('invoices', false),
        bucket('product-images', true),
        bucket('avatars', true),
        bucket('videos', true),
        bucket('public-documents', true),
      ].join('\n'),
    ),
  ).toEqual([])
})
