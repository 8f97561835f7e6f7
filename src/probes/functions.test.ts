import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CHECKS } from '#checks/registry.generated'
import { runChecks } from '#checks/run'
import { readCatalogue } from '#database/read'
import { openFacts } from '#facts/cache'
import { signIn } from '#lab/actors/sign-in'
import { openLab } from '#lab/open'
import { sealAble } from '#lab/seal/kind'
import { compiled } from '#lab/seal/ours'
import { buildModel } from '#model/build'
import { readSource } from '#source/read'
import { rank } from '#triage/rank'
import { foreignObject } from './access/foreign-object.js'
import { unset } from './broken/unset.js'
import { recordFlows } from './flow.js'
import { groundOf } from './ground.js'
import { runProbes } from './run.js'
import { delivered } from './webhooks/delivered.js'

// A whole boot: needs what `npm run build` makes, and a registry for the client that the functions import.
const ready = sealAble().able && existsSync(compiled('lab/supervisor/main.js'))

const CLIENT = `import { createClient } from 'https://esm.sh/@supabase/supabase-js@2.49.4'
const client = () => createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
async function caller(request: Request) {
  const { data } = await client().auth.getUser((request.headers.get('Authorization') ?? '').replace('Bearer ', ''))
  return data.user
}
`
const reading = (owner: string): string => `${CLIENT}
Deno.serve(async request => {
  const user = await caller(request)
  if (!user) return Response.json({ error: 'Unauthorized' }, { status: 401 })
  const { orderId } = await request.json()
  const { data } = await client().from('orders').select('*').eq('id', orderId)${owner}.maybeSingle()
  return data ? Response.json({ order: data }) : Response.json({ error: 'Not found' }, { status: 404 })
})`
const hook = (guard: string): string => `${CLIENT}
Deno.serve(async request => {
  const secret = Deno.env.get('CARRIER_WEBHOOK_SECRET')
  ${guard}
  const { orderId } = await request.json()
  const { error } = await client().from('orders').update({ status: 'delivered' }).eq('id', orderId)
  return error ? new Response('failed', { status: 500 }) : new Response('ok')
})`

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'shop', scripts: { start: 'node server.js' } }),
  'server.js': "require('node:http').createServer((_, response) => response.end('shop')).listen(process.env.PORT)\n",
  '.env.example': 'SUPABASE_URL=\nCARRIER_WEBHOOK_SECRET=\n',
  'supabase/config.toml': ['skipping-webhook', 'strict-webhook'].map(name => `[functions.${name}]\nverify_jwt = false\n`).join('\n'),
  'supabase/migrations/20250101000000_orders.sql': `
    create table public.orders (id uuid primary key default gen_random_uuid(), buyer_id uuid not null references auth.users (id),
      address text not null, phone text not null, status text not null default 'pending');
    alter table public.orders enable row level security;
    create policy "own orders" on public.orders for select to authenticated using (auth.uid() = buyer_id);`,
  'supabase/functions/open-receipt/index.ts': reading(''),
  'supabase/functions/own-receipt/index.ts': reading(".eq('buyer_id', user.id)"),
  'supabase/functions/skipping-webhook/index.ts': hook(
    "if (secret && request.headers.get('x-signature') !== secret) return new Response('Invalid signature', { status: 401 })",
  ),
  'supabase/functions/strict-webhook/index.ts': hook(
    "if (!secret || request.headers.get('x-signature') !== secret) return new Response('Invalid signature', { status: 401 })",
  ),
}

describe.skipIf(!ready)('edge functions', () => {
  const root = mkdtempSync(join(tmpdir(), 'edge-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  test('people sign in at the project; faults are proved, twins refuted, flows recorded', { timeout: 300_000 }, async () => {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, 'app', path)), { recursive: true })
      writeFileSync(join(root, 'app', path), text)
    }
    const source = readSource(join(root, 'app'))
    const catalogue = await readCatalogue(source)
    const model = await buildModel(source, openFacts(source, undefined), catalogue)
    const findings = rank(runChecks({ ...model, source }, CHECKS).problems, model)
    const lab = await openLab(source, model, { seed: 'test', cache: join(root, 'cache') })
    try {
      expect(lab.boot).toMatchObject({
        outcome: 'running',
        functions: ['open-receipt', 'own-receipt', 'skipping-webhook', 'strict-webhook'],
      })
      const actors = await signIn(lab, model, source, 'test')
      expect(actors.map(({ outcome, by }) => [outcome, by])).toEqual(Array(4).fill(['signed-in', 'POST /auth/v1/token']))
      const ground = await groundOf(lab, model, source, findings, actors, 'test')
      const { results } = await runProbes(ground, [foreignObject, delivered, unset])
      const lines = results.map(({ name, evidence }) => `${evidence.verdict} ${name}`)
      expect(lines).toContain('proved POST /functions/v1/open-receipt as customer B')
      expect(lines).toContain('refuted POST /functions/v1/own-receipt as customer B')
      expect(lines).toContain('proved POST /functions/v1/skipping-webhook without a variable')
      expect(lines.filter(line => line.startsWith('proved') && /own-receipt|strict-webhook/.test(line))).toEqual([])
      expect((await recordFlows(ground)).map(flow => flow.route)).toContain('POST /functions/v1/own-receipt')
    } finally {
      await lab.close()
    }
  })
})
