import { expect, test } from 'vitest'
import { deed, deeds, readApp, readHandler } from '../app.fixture.js'

test.each([
  [
    'openai',
    `import OpenAI from 'openai'; const ai = new OpenAI({ apiKey: 'k' })`,
    `await ai.chat.completions.create({ messages: [{ role: 'user', content: req.body.text }] })`,
    'send ai chat.completions.create {messages: [{role: "user", content: body.text}]}',
  ],
  [
    'anthropic',
    `import Anthropic from '@anthropic-ai/sdk'; const ai = new Anthropic()`,
    `await ai.messages.create({ system: req.body.text })`,
    'send ai messages.create {system: body.text}',
  ],
  [
    'gemini',
    `import { GoogleGenerativeAI } from '@google/generative-ai'; const ai = new GoogleGenerativeAI('k').getGenerativeModel({ systemInstruction: 'be kind' })`,
    `await ai.generateContent(req.body.text)`,
    'send ai generateContent {options: {systemInstruction: "be kind"}, input: body.text}',
  ],
  [
    'langchain',
    `import { ChatOpenAI } from '@langchain/openai'; const ai = new ChatOpenAI({ model: 'm' })`,
    `await ai.invoke(req.body.text)`,
    'send ai invoke {options: {model: "m"}, input: body.text}',
  ],
  [
    'a gateway by fetch',
    ``,
    `await fetch('https://ai.gateway.lovable.dev/v1/chat/completions', { method: 'POST', body: JSON.stringify({ messages: req.body.messages }) })`,
    'send ai chat.completions.create {messages: body.messages}',
  ],
])('%s', async (_, imports, body, expected) => {
  const model = await readHandler(imports, `const answer = ${body}\nres.json({ answer: answer.text })`)
  expect(deeds(model)).toEqual([expected])
})

test('what a model writes is known as its, also through fetch', async () => {
  const model = await readHandler(
    `import { exec } from 'node:child_process'; import OpenAI from 'openai'; const ai = new OpenAI()`,
    `const reply = await ai.chat.completions.create({ messages: [] })
     exec(reply.choices[0].message.content)
     const raw = await (await fetch('https://api.openai.com/v1/responses', { method: 'POST', body: '{}' })).json()
     exec(raw.output_text)
     res.end()`,
  )
  expect(deeds(model).filter(text => text.startsWith('run'))).toEqual([
    'run shell model.choices.0.message.content',
    'run shell model.output_text',
  ])
})

test('tools of the AI SDK run with arguments of the model, and the trail names them', async () => {
  const model = await readApp(
    {
      'app/api/chat/route.ts': `import { streamText, tool } from 'ai'
        import { openai } from '@ai-sdk/openai'
        import { prisma } from './db'
        import Stripe from 'stripe'
        const stripe = new Stripe('k')
        export async function POST(req: Request) {
          const { messages } = await req.json()
          const result = streamText({
            model: openai('gpt-4o'), system: 'You help.', messages,
            tools: { refund: tool({ description: 'x', execute: async ({ id }) => stripe.refunds.create({ payment_intent: id }) }) },
          })
          return result.toDataStreamResponse()
        }`,
    },
    { next: '15.0.0', ai: '4.0.0' },
  )
  const [route] = model.routes
  expect(route!.effects.map(deed)).toEqual([
    expect.stringMatching(/^send ai streamText \{.*messages: body.messages/),
    'send stripe refunds.create {payment_intent: model.input.id}',
    expect.stringMatching(/^respond text\s+model$/),
  ])
  expect(route!.effects[1]!.trail.map(step => step.label)).toContain('calls tool refund()')
})

test('a tool loop by hand: arguments are the model’s', async () => {
  const model = await readHandler(
    `import OpenAI from 'openai'; import Stripe from 'stripe'; const ai = new OpenAI(); const stripe = new Stripe('k')`,
    `const reply = await ai.chat.completions.create({ messages: req.body.messages, tools: [] })
     for (const call of reply.choices[0].message.tool_calls) {
       const args = JSON.parse(call.function.arguments)
       switch (call.function.name) { case 'refund': await stripe.refunds.create({ payment_intent: args.id }); break }
     }
     res.end()`,
  )
  expect(deeds(model)[1]).toBe('send stripe refunds.create {payment_intent: model.choices.0.message.tool_calls.*.function.arguments.id}')
})
