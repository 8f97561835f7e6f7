import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (lines: string, head = '') =>
  (
    await findingsIn('access/unscoped-file', {
      'package.json':
        '{ "name": "shop", "dependencies": { "next": "*", "@aws-sdk/client-s3": "*", "aws-sdk": "*", "@clerk/nextjs": "*" } }',
      'app/api/files/route.ts': `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import AWS from 'aws-sdk'
import { auth } from '@clerk/nextjs/server'
const s3 = new S3Client({})
const old = new AWS.S3({})
export async function GET(request) {
  const asked = new URL(request.url).searchParams
  ${head}
  ${lines}
}`,
    })
  ).map(one => one.replace(/^[^ ]* /, ''))

const GIVE = 'return new Response(file.Body)'
const READ = (key: string, bucket = 'process.env.BUCKET') =>
  `const file = await s3.send(new GetObjectCommand({ Bucket: ${bucket}, Key: ${key} }))\n  ${GIVE}`

test('finds a file that the request names, graver where it names the bucket as well', async () => {
  expect(await found(READ("asked.get('key')"))).toEqual(['medium `GET /api/files` hands anyone the stored file that `query.key` names.'])
  const parts = "const parts = asked.get('url').match(/https:\\/\\/(.+?)\\.s3\\.amazonaws\\.com\\/(.+)/)"
  expect(
    await found(`const file = await old.getObject({ Bucket: parts[1], Key: decodeURIComponent(parts[2]) }).promise()\n  ${GIVE}`, parts),
  ).toEqual(["critical `GET /api/files` hands anyone any file of any bucket that the server's keys open: `query.url` names both."])
})

test('finds an address that is signed for whatever is named', async () => {
  expect(
    await found(
      "const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: process.env.BUCKET, Key: asked.get('key') }))\n  return Response.json({ url })",
    ),
  ).toHaveLength(1)
})

test.each([
  ['a fixed folder', READ("`public/${asked.get('key')}`"), ''],
  ['a name of the app’s own', READ("'logo.png'"), ''],
  [
    'one of a few',
    READ("asked.get('key')"),
    "if (!['a.png', 'b.png'].includes(asked.get('key'))) return new Response(null, { status: 404 })",
  ],
  [
    'who is signed in',
    READ("asked.get('key')"),
    'const { userId } = await auth()\n  if (!userId) return new Response(null, { status: 401 })',
  ],
  ['a file that stays on the server', READ("asked.get('key')").replace(GIVE, 'return Response.json({ there: true })'), ''],
])('passes %s', async (_, lines, head) => {
  expect(await found(lines, head)).toEqual([])
})
