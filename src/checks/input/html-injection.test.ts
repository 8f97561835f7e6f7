import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const mail = (html: string, before = '') =>
  findingsIn('input/html-injection', {
    'package.json': '{ "name": "shop", "dependencies": { "next": "*", "resend": "*" } }',
    'app/api/contact/route.ts': `import { Resend } from 'resend'
const resend = new Resend(process.env.RESEND_API_KEY)
export async function POST(request: Request) {
  const body = await request.json()
  ${before}
  await resend.emails.send({ to: body.email, subject: 'Hello', html: ${html} })
  return Response.json({ ok: true })
}`,
  })

test('finds the words of a request in a mail', async () => {
  expect((await mail('`<p>${body.name}</p>`')).map(one => one.split(' ')[1])).toEqual(['high'])
})

test.each([
  ['escaped by name', '`<p>${escapeHtml(body.name)}</p>`', ''],
  ['one of a list', '`<p>${body.kind}</p>`', "if (!['a', 'b'].includes(body.kind)) return Response.json({}, { status: 400 })"],
  ['a number', '`<p>${Number(body.count)}</p>`', ''],
  ['a fixed text', "'<p>Thank you</p>'", ''],
])('passes %s', async (_, html, before) => {
  expect(await mail(html, before)).toEqual([])
})

test('passes JSX, which escapes by itself', async () => {
  const files = {
    'package.json': '{ "name": "shop", "dependencies": { "next": "*", "react": "*" } }',
    'app/page.tsx': 'export default function Page({ searchParams }) { return <p>{searchParams.name}</p> }',
  }
  expect(await findingsIn('input/html-injection', files)).toEqual([])
})
