import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrial, type Trial } from './supabase.fixture.js'

const SCHEMA = `
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ('avatars', 'avatars', true, 1000, '{image/*}'), ('papers', 'papers', false, null, null);
create policy read_avatars on storage.objects for select using (bucket_id = 'avatars');
create policy write_avatars on storage.objects for insert to authenticated with check (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text);
create policy change_avatars on storage.objects for update to authenticated using (bucket_id = 'avatars' and owner = auth.uid());
create policy drop_avatars on storage.objects for delete to authenticated using (bucket_id = 'avatars' and owner = auth.uid());
create policy papers on storage.objects for all to authenticated using (bucket_id = 'papers' and owner = auth.uid()) with check (bucket_id = 'papers' and owner = auth.uid());
create table rooms (id int);
`

let trial: Trial
beforeAll(async () => {
  trial = await openTrial(SCHEMA)
})
afterAll(() => trial?.close())

test('uploads under the rules on objects; B cannot overwrite or remove what is A’s', async () => {
  const a = await trial.user('a@example.com')
  const b = await trial.user('b@example.com')
  const name = `${a.id}/me.png`
  const png = new Blob([new Uint8Array([1, 2, 3])], { type: 'image/png' })
  expect(await a.client.storage.from('avatars').upload(name, png)).toMatchObject({ data: { path: name, fullPath: `avatars/${name}` } })
  expect((await a.client.storage.from('avatars').upload(name, png)).error).toMatchObject({ message: 'The resource already exists' })
  expect((await a.client.storage.from('avatars').upload(name, png, { upsert: true })).error).toBeNull()
  expect((await b.client.storage.from('avatars').upload(name, png, { upsert: true })).error?.message).toContain('row-level security')
  expect((await b.client.storage.from('avatars').upload(`${a.id}/b.png`, png)).error?.message).toContain('row-level security')
  expect((await b.client.storage.from('avatars').remove([name])).data).toEqual([])
  expect((await trial.client().storage.from('avatars').upload('x.png', png)).error?.message).toContain('row-level security')
  expect(
    (await a.client.storage.from('avatars').upload(`${a.id}/t.txt`, new Blob(['x'], { type: 'text/plain' }))).error?.message,
  ).toContain('mime type')
  expect(
    (await a.client.storage.from('avatars').upload(`${a.id}/big.png`, new Uint8Array(2000), { contentType: 'image/png' })).error?.message,
  ).toContain('maximum allowed size')
  const { data } = trial.client().storage.from('avatars').getPublicUrl(name)
  const open = await fetch(data.publicUrl)
  expect([open.headers.get('content-type'), [...new Uint8Array(await open.arrayBuffer())]]).toEqual(['image/png', [1, 2, 3]])
  expect((await b.client.storage.from('avatars').list(a.id)).data?.map(each => each.name)).toEqual(['me.png'])
  expect((await b.client.storage.from('avatars').list()).data).toMatchObject([{ name: a.id, id: null }])
})

test('private objects: download, signed addresses, move, copy, remove', async () => {
  const a = await trial.user('c@example.com')
  const b = await trial.user('d@example.com')
  const [mine, theirs] = [a.client.storage.from('papers'), b.client.storage.from('papers')]
  expect((await mine.upload('deep/one.txt', 'hello', { contentType: 'text/plain' })).error).toBeNull()
  expect(await (await mine.download('deep/one.txt')).data?.text()).toBe('hello')
  expect((await theirs.download('deep/one.txt')).error).toBeTruthy()
  expect((await theirs.list('deep')).data).toEqual([])
  expect((await fetch(mine.getPublicUrl('deep/one.txt').data.publicUrl)).status).toBe(400)
  const signed = await mine.createSignedUrl('deep/one.txt', 60)
  expect(await (await fetch(signed.data?.signedUrl ?? '')).text()).toBe('hello')
  expect((await fetch(`${signed.data?.signedUrl.replace('one', 'two')}`)).status).toBe(400)
  expect((await theirs.createSignedUrl('deep/one.txt', 60)).error).toBeTruthy()
  expect((await mine.createSignedUrls(['deep/one.txt', 'gone'], 60)).data?.map(each => each.error)).toEqual([null, expect.any(String)])
  const upload = await mine.createSignedUploadUrl('up.txt')
  expect(
    (
      await trial
        .client()
        .storage.from('papers')
        .uploadToSignedUrl('up.txt', upload.data?.token ?? '', 'bytes')
    ).error,
  ).toBeNull()
  expect(await (await mine.download('up.txt')).data?.text()).toBe('bytes')
  expect((await mine.copy('deep/one.txt', 'two.txt')).error).toBeNull()
  expect((await mine.move('two.txt', 'three.txt')).error).toBeNull()
  expect((await theirs.move('three.txt', 'stolen.txt')).error).toBeTruthy()
  expect(await (await mine.download('three.txt')).data?.text()).toBe('hello')
  expect((await mine.exists('three.txt')).data).toBe(true)
  expect((await mine.info('three.txt')).data).toMatchObject({ size: 5, contentType: 'text/plain' })
  expect((await mine.remove(['three.txt', 'none'])).data?.map(each => each.name)).toEqual(['three.txt'])
})

test('buckets belong to the service', async () => {
  const service = trial.client(trial.keys.serviceRoleKey).storage
  expect((await trial.client().storage.createBucket('mine')).error).toBeTruthy()
  expect((await service.createBucket('made', { public: false, fileSizeLimit: '1MB' })).data).toEqual({ name: 'made' })
  expect((await service.getBucket('made')).data).toMatchObject({ public: false, file_size_limit: 1_048_576 })
  expect((await service.updateBucket('made', { public: true })).error).toBeNull()
  expect((await service.listBuckets()).data?.map(each => each.id)).toEqual(['avatars', 'made', 'papers'])
  await service.from('made').upload('x.txt', 'x')
  expect((await service.deleteBucket('made')).error).toBeTruthy()
  expect((await service.emptyBucket('made')).error).toBeNull()
  expect((await service.deleteBucket('made')).error).toBeNull()
})

test('functions are reached after their token is looked at', async () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ path: request.url, method: request.method }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await trial.control('functions', { hello: { url, verifyJwt: true }, open: { url, verifyJwt: false } })
  expect((await trial.client().functions.invoke('hello', { body: { a: 1 } })).data).toEqual({ path: '/hello', method: 'POST' })
  expect((await trial.send('/functions/v1/hello')).status).toBe(401)
  expect((await trial.send('/functions/v1/hello', { headers: { authorization: 'Bearer a.b.c' } })).status).toBe(401)
  expect(await (await trial.send('/functions/v1/open/x?y=1')).json()).toEqual({ path: '/open/x?y=1', method: 'GET' })
  expect((await trial.client().functions.invoke('none')).error).toBeTruthy()
  await new Promise(resolve => server.close(resolve))
})

test('a channel is joined and stays quiet', async () => {
  const db = trial.client()
  const states: string[] = []
  await new Promise<void>(resolve => {
    db.channel('rooms')
      .on('postgres_changes', { event: '*', schema: 'public', table: 'rooms' }, () => {})
      .subscribe(state => {
        states.push(state)
        resolve()
      })
  })
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(states).toEqual(['SUBSCRIBED'])
  await db.removeAllChannels()
  expect((await trial.send('/rest/v1/', { method: 'OPTIONS' })).headers.get('access-control-allow-origin')).toBe('*')
})
