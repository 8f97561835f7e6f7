import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (files: Readonly<Record<string, string>>) => findingsIn('cors/permissive-origin', files)
const server = (cors: string, rest = ''): string => `import express from 'express'
import cors from 'cors'
import session from 'express-session'
import { PrismaClient } from '@prisma/client'
const app = express()
const db = new PrismaClient()
app.use(express.json())
${cors}
${rest}
app.post('/notes', async (req, res) => { res.json(await db.note.create({ data: { text: req.body.text } })) })
app.listen(3000)`

test.each([
  [
    'any origin with a session',
    'app.use(cors({ origin: true, credentials: true }))',
    'app.use(session({ secret: process.env.SECRET }))',
    ['server.ts:8 high `POST /notes` answers whichever website asks, with credentials.'],
  ],
  [
    'a function that allows all',
    'app.use(cors({ origin: (origin, done) => done(null, true), credentials: true }))',
    '',
    ['server.ts:8 medium `POST /notes` answers whichever website asks, with credentials.'],
  ],
  ['a star before an API', 'app.use(cors())', '', ['server.ts:8 low `POST /notes` answers every website.']],
])('finds %s', async (_, cors, rest, expected) => {
  expect(await find({ 'server.ts': server(cors, rest) })).toEqual(expected)
})

test.each([
  ['a site', "app.use(cors({ origin: 'https://shop.example', credentials: true }))"],
  ['a list', "app.use(cors({ origin: ['https://shop.example', process.env.SITE], credentials: true }))"],
  [
    'a function that asks a list',
    "const SITES = ['https://shop.example']\napp.use(cors({ origin: (origin, done) => SITES.includes(origin) ? done(null, true) : done(new Error('no')), credentials: true }))",
  ],
  [
    'a function that looks for it in a list, and lets in what has no origin',
    "const SITES = ['https://shop.example', process.env.SITE]\napp.use(cors({ origin(origin, done) { if (SITES.indexOf(origin) !== -1 || !origin) { done(null, true) } else { done(new Error('no')) } }, credentials: true }))",
  ],
  [
    'any origin for developers only',
    "app.use(cors({ origin: process.env.NODE_ENV === 'production' ? 'https://shop.example' : true, credentials: true }))",
  ],
])('passes %s', async (_, cors) => {
  expect(await find({ 'server.ts': server(cors) })).toEqual([])
})

test('says once that functions which act answer every site, and nothing of a feed', async () => {
  const star = "const corsHeaders = { 'Access-Control-Allow-Origin': '*' }\n"
  const fn = (body: string): string => `import { createClient } from 'npm:@supabase/supabase-js@2'
${star}Deno.serve(async req => {
  const supabase = createClient(Deno.env.get('SUPABASE_URL'), Deno.env.get('SUPABASE_SERVICE_ROLE_KEY'))
  const { data } = await ${body}
  return new Response(JSON.stringify(data), { headers: corsHeaders })
})`
  const found = await find({
    'supabase/functions/a/index.ts': fn("supabase.from('posts').insert(await req.json())"),
    'supabase/functions/b/index.ts': fn("supabase.from('posts').insert(await req.json())"),
    'supabase/functions/feed/index.ts': fn("supabase.from('posts').select('id, title').limit(20)"),
  })
  expect(found).toEqual(['supabase/functions/a/index.ts:2 low `POST /functions/v1/a` and 1 more answer every website.'])
})
