import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (instructions: string, tools = 'tools,') =>
  findingsIn('ai/prompt-injection', {
    'app/api/chat/route.ts': `import 'next/server'; import { openai } from '@ai-sdk/openai'
import { streamText, tool } from 'ai'
import { PrismaClient } from '@prisma/client'
import { z } from 'zod'
const db = new PrismaClient()
const Body = z.object({ text: z.string(), tone: z.enum(['kind', 'short']), page: z.number() })
const tools = { save: tool({ execute: async ({ note }) => db.note.create({ data: { note } }) }) }
export async function POST(request: Request) {
  const { text, tone, page } = Body.parse(await request.json())
  const reviews = await db.review.findMany({ take: 5 })
  const settings = await db.assistantSetting.findFirst()
  const result = streamText({ model: openai('gpt-4o'), ${tools} system: ${instructions}, prompt: text })
  return result.toTextStreamResponse()
}`,
  })

test('finds text of the request, and text of others', async () => {
  expect(await find('`Help with ${text}`')).toEqual([
    'app/api/chat/route.ts:12 high `POST /api/chat` puts `body.text` into the instructions of a model that can change things.',
  ])
  expect(await find("'Reviews: ' + reviews.map(review => review.body).join()")).toEqual([
    expect.stringContaining('high `POST /api/chat` puts text of `review`'),
  ])
})

test.each([
  ['fixed instructions', "'Help.'"],
  ['one of a list, and a number', '`Be ${tone} on page ${page}`'],
  ['text that the owners keep', 'settings.text'],
])('passes %s', async (_, instructions) => {
  expect(await find(instructions)).toEqual([])
})

test('passes a model that has no tools', async () => {
  expect(await find('`Help with ${text}`', '')).toEqual([])
})

const judged = (messages: string) =>
  findingsIn('ai/prompt-injection', {
    'app/api/check/route.ts': `import 'next/server'; import OpenAI from 'openai'
const openai = new OpenAI()
export async function POST(request: Request) {
  const { review } = await request.json()
  const prompt = \`You are a checker of reviews. Review: \${review.body}. Return JSON: { "genuine": true }\`
  const answer = await openai.chat.completions.create({ model: 'gpt-4o', messages: ${messages} })
  return Response.json(JSON.parse(answer.choices[0].message.content))
}`,
  })

test('finds instructions and the text that they judge in one', async () => {
  expect(await judged("[{ role: 'user', content: prompt }]")).toEqual([
    'app/api/check/route.ts:5 low `POST /api/check` puts text of the request into one text with what a model is told to do.',
  ])
  expect(await judged("[{ role: 'system', content: 'You are a checker of reviews.' }, { role: 'user', content: review.body }]")).toEqual([])
})

const handedOn = (messages: string, from = "import OpenAI from 'openai'") =>
  findingsIn('ai/prompt-injection', {
    'package.json': '{ "dependencies": { "next": "15", "openai": "4", "ai": "5", "@ai-sdk/openai": "2", "zod": "4" } }',
    'app/api/talk/route.ts': `${from}
import { z } from 'zod'
const openai = new OpenAI()
const Body = z.object({ messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() })) })
export async function POST(request: Request) {
  const { messages } = await request.json()
  const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: ${messages} })
  return Response.json(answer.choices[0].message)
}`,
  })

test('finds messages whose roles are the caller’s', async () => {
  for (const messages of ['messages', "[{ role: 'system', content: 'Help.' }, ...messages]"])
    expect(await handedOn(messages)).toEqual([
      'app/api/talk/route.ts:7 low `POST /api/talk` hands messages to a model with the roles that the caller gives them: one of them may speak as the system.',
    ])
})

test('passes messages that are given a role, or whose roles are checked', async () => {
  expect(await handedOn("messages.map((one: any) => ({ role: 'user', content: one.content }))")).toEqual([])
  expect(await handedOn('Body.parse({ messages }).messages')).toEqual([])
  expect(await handedOn("[{ role: 'user', content: messages }]")).toEqual([])
})
