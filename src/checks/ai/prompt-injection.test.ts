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
