import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string) =>
  findingsIn('performance/query-in-loop', {
    'app/api/report/route.ts': `import { NextResponse } from 'next/server'
import { PrismaClient } from '@prisma/client'
const db = new PrismaClient()
const ROUNDS = 3
export async function POST(request: Request) {
${body}
  return NextResponse.json({ ok: true })
}`,
  })

test.each([
  [
    'a loop over rows',
    'const users = await db.user.findMany()\nfor (const user of users) await db.order.count({ where: { userId: user.id } })',
    ['app/api/report/route.ts:7 medium `POST /api/report` asks for `order` once for every item of a list.'],
  ],
  [
    'rows of one page',
    'const users = await db.user.findMany({ take: 20 })\nfor (const user of users) await db.order.count({ where: { userId: user.id } })',
    ['app/api/report/route.ts:7 low `POST /api/report` asks for `order` once for every item of a list.'],
  ],
  [
    'writes for what is sent',
    'const { items } = await request.json()\nfor (const item of items) await db.item.create({ data: { name: item.name } })',
    ['app/api/report/route.ts:7 low `POST /api/report` writes `item` once for every item of a list.'],
  ],
])('finds %s', async (_, body, expected) => {
  expect(await find(body)).toEqual(expected)
})

test.each([
  ['a list in the source', "for (const status of ['new', 'paid', 'sent']) await db.order.count({ where: { status } })"],
  ['a few rounds', 'for (let round = 0; round < ROUNDS; round++) await db.order.count({ where: { round } })'],
  [
    'a query for all ids at once',
    'const ids = await pages()\nfor (const page of ids) await db.order.findMany({ where: { id: { in: page } } })',
  ],
  [
    'one write for all',
    'const { items } = await request.json()\nawait db.item.createMany({ data: items.map(item => ({ name: item.name })) })',
  ],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})

test('passes a button of a list: a click is no turn of the loop', async () => {
  const found = await findingsIn('performance/query-in-loop', {
    'src/List.tsx': `import { createClient } from '@supabase/supabase-js'
const supabase = createClient(import.meta.env.VITE_URL, import.meta.env.VITE_KEY)
export function List({ rows }) {
  return <ul>{rows.map(row => <li key={row.id} onClick={async () => { await supabase.from('todos').delete().eq('id', row.id) }}>x</li>)}</ul>
}`,
    'src/main.tsx':
      "import { List } from './List'\nimport { createRoot } from 'react-dom/client'\ncreateRoot(document.body).render(<List />)",
  })
  expect(found).toEqual([])
})

test('passes a mail of its own for each, noted before the next is sent', async () => {
  const body = (first: string, second: string): string =>
    `const due = await db.booking.findMany({ take: 50 })\nfor (const one of due) {\n${first}\n${second}\n}`
  const mail = `await resend.emails.send({ to: one.email, subject: 'Tomorrow', text: '' })`
  const note = 'await db.booking.update({ where: { id: one.id }, data: { remindedAt: new Date() } })'
  const resend = "const { Resend } = await import('resend')\nconst resend = new Resend('')\n"
  expect(await find(`${resend}${body(mail, note)}`)).toEqual([])
  expect(await find(`${resend}${body(note, '')}`)).toHaveLength(1)
})
