import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (use: string) =>
  findingsIn('ai/output-executed', {
    'app/api/do/route.ts': `import 'next/server'; import OpenAI from 'openai'
import { exec } from 'node:child_process'
import { PrismaClient } from '@prisma/client'
const openai = new OpenAI()
const db = new PrismaClient()
export async function POST(request: Request) {
  const answer = await openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: await request.text() }] })
  const text = answer.choices[0].message.content
  ${use}
  return new Response('ok')
}`,
  })

test.each([
  ['a statement', 'await db.$queryRawUnsafe(text)', 'high `POST /api/do` runs a statement that a model wrote.'],
  ['a command', "exec('convert ' + text)", 'critical `POST /api/do` runs a command that a model wrote.'],
  ['code', 'eval(text)', 'critical `POST /api/do` runs code that a model wrote.'],
])('finds %s', async (_, use, expected) => {
  expect(await find(use)).toEqual([`app/api/do/route.ts:9 ${expected}`])
})

test.each([
  ['a bound value', 'await db.$queryRaw`select * from products where name = ${text}`'],
  ['a column that is written', 'await db.note.create({ data: { text } })'],
  ['a number', "await db.$queryRawUnsafe('select * from products limit ' + Number(text))"],
])('passes %s', async (_, use) => {
  expect(await find(use)).toEqual([])
})
