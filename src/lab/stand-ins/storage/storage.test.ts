import { expect, it } from 'vitest'
import { serve } from '../loopback.fixture.js'
import { storage } from './index.js'

const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=lab' }

it('keeps files as S3 does', async () => {
  const lab = await serve(storage, 'shop.s3.eu-west-1.amazonaws.com')
  const put = (path: string, body: string, headers: Record<string, string> = signed) =>
    fetch(lab.url + path, { method: 'PUT', headers, body })
  expect((await put('/a/b c.txt', 'hello', { ...signed, 'content-type': 'text/plain', 'x-amz-meta-owner': 'a' })).headers.get('etag')).toBe(
    '"5d41402abc4b2a76b9719d911017c592"',
  )
  const chunked = '5;chunk-signature=x\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:x\r\n\r\n'
  await put('/chunked', chunked, { ...signed, 'content-encoding': 'aws-chunked' })
  expect(await (await fetch(`${lab.url}/chunked`)).text()).toBe('hello world')
  const head = await fetch(`${lab.url}/a/b%20c.txt`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-type'), head.headers.get('x-amz-meta-owner')]).toEqual([200, 'text/plain', 'a'])
  expect(await (await fetch(`${lab.url}/?list-type=2&prefix=a/`, { headers: signed })).text()).toMatch(
    /<KeyCount>1<\/KeyCount>.*<Key>a\/b c.txt<\/Key>/,
  )
  expect((await put('/other', 'x', {})).status).toBe(403)
  expect((await put('/late?X-Amz-Signature=x&X-Amz-Date=20200101T000000Z&X-Amz-Expires=60', 'x', {})).status).toBe(403)
  await fetch(`${lab.url}/chunked`, { method: 'DELETE', headers: signed })
  expect((await fetch(`${lab.url}/chunked`)).status).toBe(404)
  expect(await lab.control('list')).toEqual([{ name: 's3/shop/a/b c.txt', type: 'text/plain', size: 5 }])
  await lab.close()
})

it('puts the parts of an upload together in their order', async () => {
  const lab = await serve(storage, 's3.amazonaws.com')
  const start = await (await fetch(`${lab.url}/shop/big?uploads`, { method: 'POST', headers: signed })).text()
  const id = /<UploadId>([^<]+)/.exec(start)?.[1]
  for (const [number, body] of [
    [2, 'world'],
    [1, 'hello '],
  ]) {
    await fetch(`${lab.url}/shop/big?uploadId=${id}&partNumber=${number}`, { method: 'PUT', headers: signed, body: String(body) })
  }
  expect((await fetch(`${lab.url}/shop/big?uploadId=${id}`, { method: 'POST', headers: signed })).status).toBe(200)
  expect(await (await fetch(`${lab.url}/shop/big`)).text()).toBe('hello world')
  await lab.close()
})

it('keeps blobs and pictures', async () => {
  const blob = await serve(storage, 'blob.vercel-storage.com')
  const made = await fetch(`${blob.url}/pic.png`, {
    method: 'PUT',
    headers: { authorization: 'Bearer x', 'x-content-type': 'image/png' },
    body: 'PNG',
  })
  expect(await made.json()).toMatchObject({
    pathname: 'pic.png',
    contentType: 'image/png',
    url: 'https://lab.public.blob.vercel-storage.com/pic.png',
  })
  expect((await fetch(`${blob.url}/pic.png`, { method: 'PUT', body: 'PNG' })).status).toBe(403)
  await blob.close()
  const cloud = await serve(storage, 'api.cloudinary.com')
  const form = new FormData()
  form.append('file', new Blob(['x']), 'x.png')
  expect((await fetch(`${cloud.url}/v1_1/shop/image/upload`, { method: 'POST', body: form })).status).toBe(401)
  form.append('upload_preset', 'p')
  form.append('public_id', 'me')
  expect(await (await fetch(`${cloud.url}/v1_1/shop/image/upload`, { method: 'POST', body: form })).json()).toMatchObject({
    public_id: 'me',
  })
  await cloud.close()
})
