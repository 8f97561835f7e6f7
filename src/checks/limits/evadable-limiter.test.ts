import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (files: Readonly<Record<string, string>>) => findingsIn('limits/evadable-limiter', files)

const COUNTER = `const seen = new Map<string, { count: number; until: number }>()
export function isTooMany(key: string) {
  const entry = seen.get(key)
  if (!entry || Date.now() > entry.until) {
    seen.set(key, { count: 1, until: Date.now() + 60_000 })
    return false
  }
  entry.count++
  return entry.count > 10
}`
const route = (address: string): string => `import { NextResponse } from 'next/server'
import { isTooMany } from '../../../lib/counter'
export async function POST(request: Request) {
  ${address}
  if (isTooMany(address)) return NextResponse.json({}, { status: 429 })
  return NextResponse.json({ ok: true })
}`

test('routes that count in the same way are told once, each with its place', async () => {
  const address = "const address = request.headers.get('x-forwarded-for')?.split(',')[0] || request.headers.get('x-real-ip') || 'unknown'"
  const found = await find({
    'lib/counter.ts': COUNTER,
    'app/api/login/route.ts': route(address),
    'app/api/quote/route.ts': route(address),
  })
  expect(found).toEqual([
    'app/api/login/route.ts:4 low The limiter of `POST /api/login` and 1 more counts by the first address in `x-forwarded-for`, which the caller writes.',
  ])
})

test('an address that is chosen by branches', async () => {
  const found = await find({
    'lib/counter.ts': `${COUNTER}
export function addressOf(request: Request) {
  const forwarded = request.headers.get('x-forwarded-for')
  if (forwarded) return forwarded.split(',')[0]
  return request.headers.get('x-real-ip') ?? 'unknown'
}`,
    'app/api/login/route.ts': route('const address = addressOf(request)').replace('isTooMany }', 'addressOf, isTooMany }'),
  })
  expect(found).toHaveLength(1)
})

test.each([
  ["the platform's header first", "request.headers.get('cf-connecting-ip') || request.headers.get('x-forwarded-for') || 'unknown'"],
  ['the last address, which the own proxy wrote', "request.headers.get('x-forwarded-for')?.split(',').pop() ?? 'unknown'"],
  ['the last address by its place', "request.headers.get('x-forwarded-for')?.split(',').at(-1) ?? 'unknown'"],
])('passes %s', async (_, address) => {
  expect(await find({ 'lib/counter.ts': COUNTER, 'app/api/login/route.ts': route(`const address = ${address}`) })).toEqual([])
})

test.each([
  ['vercel.json', '{}', 0],
  ['netlify.toml', '', 0],
  // It adds to what the caller wrote.
  ['wrangler.toml', '', 1],
])('goes by what the host does with the header: %s', async (file, text, told) => {
  const found = await find({
    [file]: text,
    'lib/counter.ts': COUNTER,
    'app/api/login/route.ts': route("const address = request.headers.get('x-forwarded-for') ?? 'unknown'"),
  })
  expect(found).toHaveLength(told)
})

test('an edge function of Supabase runs elsewhere than the pages of the app', async () => {
  const found = await find({
    'vercel.json': '{}',
    'supabase/config.toml': '[functions.quote]\nverify_jwt = false',
    'supabase/functions/quote/index.ts': `${COUNTER.replace('export ', '')}
Deno.serve(async request => {
  const address = request.headers.get('x-forwarded-for') ?? 'unknown'
  if (isTooMany(address)) return new Response('Busy', { status: 429 })
  await fetch('https://api.quotes.example')
  return new Response('ok')
})`,
  })
  expect(found).toEqual([
    'supabase/functions/quote/index.ts:12 low The limiter of `POST /functions/v1/quote` counts by the first address in `x-forwarded-for`, which the caller writes, and counts in the memory of one instance, and the platform starts as many as it likes.',
  ])
})
