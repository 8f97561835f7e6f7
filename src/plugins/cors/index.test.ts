import { expect, test } from 'vitest'
import { readApp, readHandler, spell } from '../app.fixture.js'

test.each([
  [`cors()`, 'null'],
  [`cors({ origin: '*', credentials: true })`, '{origin: "*", credentials: true}'],
  [`cors({ origin: true })`, '{origin: true}'],
  [`cors({ origin: (origin, callback) => callback(null, true) })`, '{origin: true}'],
  [`cors({ origin: (origin, callback) => callback(null, origin) })`, '{origin: true}'],
  [
    `cors({ origin: (origin, callback) => { if (['https://a.test'].includes(origin)) callback(null, true); else callback(new Error('no')) } })`,
    '{origin: function()}',
  ],
  [`cors({ origin: process.env.ORIGIN })`, '{origin: env(ORIGIN)}'],
])('app.use(%s)', async (text, expected) => {
  const model = await readApp({
    'server.js': `import express from 'express'; import cors from 'cors'; const app = express(); app.use(${text}); app.listen(1)`,
  })
  expect(model.setups.map(setup => [setup.what, setup.library, spell(setup.options)])).toEqual([['cors', 'cors', expected]])
})

test('headers set one by one, with credentials', async () => {
  const model = await readHandler(
    '',
    `res.setHeader('Access-Control-Allow-Origin', req.headers.origin)\nres.setHeader('Access-Control-Allow-Credentials', 'true')\nres.end()`,
  )
  expect(model.setups.map(setup => spell(setup.options))).toEqual(['{origin: headers.origin, credentials: "true"}'])
})

test('an object of headers counts once, where it is written', async () => {
  const model = await readApp({
    'supabase/functions/_shared/cors.ts': `export const corsHeaders = {\n  'Access-Control-Allow-Origin': '*',\n}`,
    'supabase/functions/a/index.ts': `import { corsHeaders } from '../_shared/cors.ts'\nDeno.serve(async req => { if (req.method === 'OPTIONS') return new Response('ok', { headers: corsHeaders }); return new Response('{}', { headers: { ...corsHeaders, 'Content-Type': 'application/json' } }) })`,
  })
  expect(model.setups).toMatchObject([{ what: 'cors', library: 'header', at: { file: 'supabase/functions/_shared/cors.ts', line: 2 } }])
})

test('headers of next.config and vercel.json', async () => {
  const model = await readApp(
    {
      'next.config.js': `module.exports = {\n  async headers() {\n    return [{ source: '/api/:path*', headers: [\n      { key: 'Access-Control-Allow-Origin', value: '*' },\n      { key: 'X-Frame-Options', value: 'DENY' } ] }]\n  } }`,
      'vercel.json': JSON.stringify({
        headers: [{ source: '/(.*)', headers: [{ key: 'Content-Security-Policy', value: "default-src 'self'" }] }],
      }),
      'app/page.tsx': '',
    },
    { next: '15.0.0' },
  )
  expect(model.setups.map(setup => [setup.what, setup.at.file, setup.at.line, setup.prefix])).toEqual([
    ['cors', 'next.config.js', 4, '/api/:path*'],
    ['headers', 'next.config.js', 5, '/api/:path*'],
    ['headers', 'vercel.json', 1, '/(.*)'],
  ])
})
