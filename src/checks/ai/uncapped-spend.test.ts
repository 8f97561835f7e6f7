import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (call: string, before = '') =>
  findingsIn('ai/uncapped-spend', {
    'app/api/ask/route.ts': `import 'next/server'; import Anthropic from '@anthropic-ai/sdk'
import { auth } from '@clerk/nextjs/server'
import { z } from 'zod'
const client = new Anthropic()
export async function POST(request: Request) {
  let { question } = await request.json()
  ${before}
  const answer = await client.messages.create({ model: 'claude', ${call} messages: [{ role: 'user', content: question }] })
  return Response.json({ answer: answer.content })
}`,
  })

test('finds a call without limits that anyone may make', async () => {
  expect(await find('')).toEqual([
    'app/api/ask/route.ts:8 low `POST /api/ask` lets anyone send a text of any length to a paid model, and get an answer of any length.',
  ])
})

test('passes a limit of tokens, a length that was asked, a schema, and a session', async () => {
  expect(await find('', "if (question.length > 500) return new Response('Too long', { status: 400 })")).toEqual([])
  expect(await find('max_tokens: 400,')).toEqual([])
  expect(await find('', 'question = z.string().max(300).parse(question)')).toEqual([])
  expect(await find('', "const { userId } = await auth()\n  if (!userId) return new Response('no', { status: 401 })")).toEqual([])
})
