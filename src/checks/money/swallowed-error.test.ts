import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({
  'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }',
  [path]: text,
  ...more,
})

const found = async (lines: string) =>
  (
    await findingsIn(
      'money/swallowed-error',
      app(
        'app/api/orders/route.ts',
        `import { createClient } from '@supabase/supabase-js'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const supabase = createClient(process.env.SUPABASE_URL, process.env.SUPABASE_SERVICE_ROLE_KEY)
export async function POST(request: Request) {
  const body = await request.json()
${lines}
  return Response.json({ ok: true })
}`,
      ),
    )
  ).map(one => one.split(' ')[1])

test.each([
  ['an error that nobody reads', "await supabase.from('orders').insert({ total: 5 })"],
  ['a silent catch', "await prisma.order.create({ data: { status: 'paid' } }).catch(() => {})"],
  ['writes settled together', "await Promise.allSettled([\n  prisma.order.create({ data: { status: 'paid' } }),\n])"],
  ['a catch that only logs', 'try {\n  await prisma.payment.create({ data: { amount: 5 } })\n} catch (error) {\n  console.error(error)\n}'],
])('finds %s', async (_, lines) => {
  expect((await found(lines))[0]).toBe('high')
})

test.each([
  [
    'an error that is read',
    "const { error } = await supabase.from('orders').insert({ total: 5 })\nif (error) return Response.json({}, { status: 500 })",
  ],
  ['throwOnError', "await supabase.from('orders').insert({ total: 5 }).throwOnError()"],
  ['a catch that throws on', 'try {\n  await prisma.payment.create({ data: { amount: 5 } })\n} catch (error) {\n  throw error\n}'],
  [
    'what was rejected is asked',
    "const all = await Promise.allSettled([\n  prisma.order.create({ data: { status: 'paid' } }),\n])\nif (all.some(one => one.status === 'rejected')) return Response.json({}, { status: 500 })",
  ],
  [
    'a catch whose answer and status are worked out',
    "const told = (error: Error) => error instanceof TypeError ? { body: { success: false, error: 'x' }, status: 400 } : { body: { success: false, error: 'y' }, status: 500 }\ntry {\n  await prisma.payment.create({ data: { amount: 5 } })\n} catch (error) {\n  const mapped = told(error)\n  return Response.json(mapped.body, { status: mapped.status })\n}",
  ],
  ['a note that may be lost', "await supabase.from('page_views').insert({ page: 'a' })"],
])('passes %s', async (_, lines) => {
  expect(await found(lines)).toEqual([])
})

const RECORD = (caught: string) =>
  `const record = async data => {\n  try {\n    return await prisma.payment.create({ data })\n  } catch {\n    ${caught}\n  }\n}\n`

test('finds a failure that is handed to somebody who does not look', async () => {
  expect(await found(`${RECORD('return null')}await record({ amount: 5 })`)).toEqual(['high'])
  expect(await found(`${RECORD('return false')}console.log(1)\nfor (const amount of body.amounts) await record({ amount })`)).toEqual([
    'high',
  ])
})

test.each([
  [
    'a failure that the caller sees',
    `${RECORD('return null')}const paid = await record({ amount: 5 })\nif (!paid) return Response.json({}, { status: 500 })`,
  ],
  ['one that is thrown on', `${RECORD("throw new Error('not kept')")}await record({ amount: 5 })`],
  [
    'one that is put on a list',
    'const errors = []\ntry {\n  await prisma.payment.create({ data: { amount: 5 } })\n} catch (error) {\n  errors.push(error.message)\n}\nif (errors.length) return Response.json({ errors }, { status: 500 })',
  ],
])('passes %s', async (_, lines) => {
  expect(await found(lines)).toEqual([])
})
