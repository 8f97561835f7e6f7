import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSource } from '#source/read'
import { type FunctionHost, serveFunctions } from '../supervisor/functions.js'
import { openTrial, type Trial } from '../stand-ins/supabase/supabase.fixture.js'
import { compiled } from '../seal/ours.js'
import { installFunctions } from './functions.js'

// Real Deno, the real client, the stand-in over a real Postgres; only the seal is missing.
const CODE: Readonly<Record<string, string>> = {
  'supabase/config.toml':
    '[functions.open]\nverify_jwt = false\n[functions.aged]\nverify_jwt = false\n[functions.lost]\nverify_jwt = false\n',
  'supabase/functions/_shared/cors.ts': "export const headers = { 'Access-Control-Allow-Origin': 'https://shop.example' }\n",
  'supabase/functions/open/index.ts': `
    import { headers } from '../_shared/cors.ts'
    Deno.serve({ port: 8000 }, async request => {
      if (request.method === 'OPTIONS') return new Response('ok', { headers })
      EdgeRuntime.waitUntil(Promise.reject(new Error('later')))
      const body = await request.json().catch(() => ({}))
      return Response.json({ path: new URL(request.url).pathname, body, secret: Deno.env.get('A_SECRET') }, { headers })
    })`,
  'supabase/functions/aged/index.ts': `
    import { serve } from 'https://deno.land/std@0.168.0/http/server.ts'
    import { encode } from 'https://deno.land/std@0.168.0/encoding/base64.ts'
    import 'https://deno.land/x/xhr@0.1.0/mod.ts'
    import { createHash } from 'https://deno.land/std@0.177.0/node/crypto.ts'
    serve(() => new Response(encode('héllo') + createHash('md5').update('a').digest('hex')))`,
  'supabase/functions/who/index.ts': `
    Deno.serve(async request => {
      const url = Deno.env.get('SUPABASE_URL') + '/auth/v1/user'
      const headers = { apikey: Deno.env.get('SUPABASE_ANON_KEY'), authorization: request.headers.get('authorization') }
      const user = await (await fetch(url, { headers })).json()
      return Response.json({ email: user.email ?? null })
    })`,
  'supabase/functions/lost/index.ts': "import x from 'https://example.com/x.ts'\nDeno.serve(() => new Response(x))\n",
  'supabase/functions/forks/index.ts': `
    Deno.serve(() => new Response(String(new Deno.Command('/bin/true').outputSync().code)))`,
}

let folder: string
let trial: Trial
let host: FunctionHost
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'functions-'))
  for (const [path, text] of Object.entries(CODE)) {
    mkdirSync(dirname(join(folder, 'app', path)), { recursive: true })
    writeFileSync(join(folder, 'app', path), text)
  }
  const cache = join(folder, 'cache')
  for (const name of ['functions', 'runs']) mkdirSync(join(cache, name), { recursive: true })
  const { deno, planned } = await installFunctions(await readSource(join(folder, 'app')), cache)
  trial = await openTrial('create table notes (id int)')
  host = await serveFunctions({
    deno,
    app: join(folder, 'app'),
    run: join(folder, 'run'),
    memory: 256,
    env: { SUPABASE_URL: trial.url, SUPABASE_ANON_KEY: trial.keys.anonKey, A_SECRET: 'of the lab', DENO_DIR: join(folder, 'deno') },
    functions: planned.map(one => ({ ...one, platform: compiled('lab/functions/shims/platform.js') })),
  })
  await trial.control('functions', Object.fromEntries(planned.map(one => [one.name, { url: host.url, verifyJwt: one.verifyJwt }])))
}, 120_000)
afterAll(async () => {
  await host.close()
  await trial.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a function answers as itself: path, body, environment, headers for browsers', async () => {
  const { data, error } = await trial.client().functions.invoke('open', { body: { a: 1 } })
  expect(error).toBeNull()
  expect(data).toEqual({ path: '/open', body: { a: 1 }, secret: 'of the lab' })
  const asked = await trial.send('/functions/v1/open/deeper', { method: 'OPTIONS' })
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, 'https://shop.example'])
})

test('the standard library of older days', async () => {
  expect(await (await trial.send('/functions/v1/aged')).text()).toBe('aMOpbGxv0cc175b9c0f1b6a831c399e269772661')
})

test('the platform asks for a token of the project, and the function knows whose it is', async () => {
  expect((await trial.send('/functions/v1/who')).status).toBe(401)
  expect((await trial.client().functions.invoke('who')).data).toEqual({ email: null })
  const { client } = await trial.user('ann@example.com')
  expect((await client.functions.invoke('who')).data).toEqual({ email: 'ann@example.com' })
})

test('one that cannot run says why, and costs the others nothing', async () => {
  const answer = await trial.send('/functions/v1/lost')
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('https://example.com/x.ts')])
})

test('it may start no program, as on the platform', async () => {
  expect((await trial.client().functions.invoke('forks')).error?.context.status).toBe(500)
  expect(readFileSync(join(folder, 'run/functions.log'), 'utf8')).toMatch(/Requires run access/)
})
