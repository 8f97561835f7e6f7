import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string, imports = "import { Resend } from 'resend'") =>
  findingsIn('errors/unread-mail-error', {
    'lib/mail.ts': `${imports}
const resend = new Resend(process.env.RESEND_API_KEY)
export async function welcome(to: string) {
${body}
}`,
  })
const MAIL = "resend.emails.send({ from: 'shop@shop.example', to, subject: 'Welcome', text: 'Hello' })"
const TOLD = 'lib/mail.ts:4 low Nothing looks at `error` of what `emails.send` answers: Resend does not throw when it refuses a mail.'

test.each([
  ['dropped', `  await ${MAIL}`],
  ['only written down', `  const sent = await ${MAIL}\n  console.log('sent', sent)\n  return true`],
  ['asked for its number', `  const sent = await ${MAIL}\n  return sent.data?.id`],
  ['taken apart', `  const { data } = await ${MAIL}\n  return data`],
])('an answer that is %s', async (_, body) => {
  expect(await find(body)).toEqual([TOLD])
})

test('a client of Deno, and several places in one finding, that which people wait for first', async () => {
  const code = MAIL.replace('Welcome', 'Reset your password')
  expect(await find(`  await ${MAIL}\n  await ${code}`, "import { Resend } from 'npm:resend@2.0.0'")).toEqual([
    'lib/mail.ts:5 medium Nothing looks at `error` of what `emails.send` answers here and in 1 more place: Resend does not throw when it refuses a mail.',
  ])
})

test.each([
  ['read', `  const { error } = await ${MAIL}\n  if (error) throw new Error(error.message)`],
  ['read by its name', `  const sent = await ${MAIL}\n  if (sent.error) throw sent.error`],
  ['asked for its data', `  const { data } = await ${MAIL}\n  if (!data) throw new Error('refused')`],
  ['asked for its number, and acted on', `  const sent = await ${MAIL}\n  if (!sent.data?.id) throw new Error('refused')`],
  ['asked in an expression', `  const sent = await ${MAIL}\n  return sent.data?.id ? 'sent' : 'refused'`],
  ['handed on', `  return ${MAIL}`],
  ['handed on when it came', `  const sent = await ${MAIL}\n  return sent`],
  ['given to another function', `  const sent = await ${MAIL}\n  assertSent(sent)`],
])('passes an answer that is %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})

test('passes clients that throw', async () => {
  expect(await find(`  await ${MAIL}`, "import { Resend } from './own-client'")).toEqual([])
})
