import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

const edge = (body: string): string => `import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";
import Stripe from "https://esm.sh/stripe@14.21.0";
const stripe = new Stripe(Deno.env.get("STRIPE_SECRET_KEY")!);
Deno.serve(async (req) => {
  try {
    const supabase = createClient(Deno.env.get("SUPABASE_URL")!, Deno.env.get("SUPABASE_SERVICE_ROLE_KEY")!);
    const token = (req.headers.get("Authorization") ?? "").replace("Bearer ", "");
    const { data: { user } } = await supabase.auth.getUser(token);
    if (!user) return new Response(JSON.stringify({ error: "Unauthorized" }), { status: 401 });
${body}
    return new Response("ok");
  } catch (e) {
    console.error(e);
    return new Response(JSON.stringify({ error: "Something went wrong" }), { status: 500 });
  }
});
`

const desk = (body: string): Files => ({
  'package.json': '{ "name": "desk", "dependencies": { "react": "*", "vite": "*", "@supabase/supabase-js": "*" } }',
  'supabase/migrations/1.sql': `create table public.user_roles (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users(id), role text not null default 'user');
alter table public.user_roles enable row level security;
create table public.tickets (id uuid primary key default gen_random_uuid(), owner_id uuid not null references auth.users(id), title text not null);
alter table public.tickets enable row level security;
create table public.wallets (user_id uuid primary key references auth.users(id), balance_cents int not null default 0, total_spent_cents int not null default 0);
alter table public.wallets enable row level security;
`,
  'supabase/functions/go/index.ts': edge(body),
})

describe('broken/production-only-check', () => {
  const LOOKUP = 'await supabase.from("user_roles").select("role").eq("user_id", user.id).eq("role", "admin").maybeSingle()'
  const WORK = '    await supabase.from("tickets").delete().eq("owner_id", "x");'

  test.each([
    [
      'gives a role',
      '    if (Deno.env.get("APP_ENV") !== "production") {\n      await supabase.from("user_roles").insert({ user_id: user.id, role: "admin" });\n    }',
    ],
    [
      'is of a developer',
      `    const isDev = Deno.env.get("APP_ENV") !== "production";\n    const { data: row } = isDev ? { data: true } : ${LOOKUP};\n    if (!row) return new Response("No", { status: 403 });\n    if (isDev) {\n      console.log("admin tools are on");\n    }\n${WORK}`,
    ],
    [
      'only begins like a stage',
      `    const isDev = Deno.env.get("APP_ENV") !== "production";\n    const { data: row } = isDev ? { data: true } : ${LOOKUP};\n    if (!row) return new Response("No", { status: 403 });\n    const product = await req.json();\n    if (!product) {\n      return new Response("No", { status: 403 });\n    }\n${WORK}`,
    ],
  ])('leaves a condition that %s', async (_, body) => {
    expect(await after('broken/production-only-check', desk(body))).toEqual([])
  })

  test.each([
    ['', 'Deno.env.get("APP_ENV") === "production"'],
    ['', 'Deno.env.get("APP_ENV") !== "development"'],
    ['const isProduction = Deno.env.get("APP_ENV") === "production";', 'isProduction'],
  ])('takes away %s `if (%s)`', async (flag, asked) => {
    const body = `    ${flag}\n    if (${asked}) {\n      const { data: row } = ${LOOKUP};\n      if (!row) return new Response("No", { status: 403 });\n    }\n${WORK}`
    const [text] = await after('broken/production-only-check', desk(body))
    expect(text).toContain(`\n    const { data: row } = ${LOOKUP}`)
  })
})

describe('money/stale-balance', () => {
  const spent = (pay: string, data = 'balance_cents: wallet.balance_cents - amount'): Files =>
    desk(`    const { amount } = await req.json();
    const { data: wallet } = await supabase.from("wallets").select("*").eq("user_id", user.id).single();
    if (wallet.balance_cents < amount) return new Response("Too little", { status: 400 });
    ${pay}
    await supabase.from("wallets").update({ ${data} }).eq("user_id", user.id);`)
  const PAY = 'const payout = await stripe.payouts.create({ amount, currency: "eur" });'

  test('a payment that throws gives the amount back', async () => {
    const [text] = await after('money/stale-balance', spent(PAY))
    expect(text).toContain('.catch(async (failure) => {')
  })

  test.each([
    [
      'says by its status that it failed',
      spent('const payout = await fetch("https://api.stripe.com/v1/payouts", { method: "POST", body: String(amount) });'),
    ],
    ['is refused below', spent(`${PAY}\n    if (payout.status === "failed") return new Response("Failed", { status: 502 });`)],
    [
      'changes another column too',
      spent(PAY, 'balance_cents: wallet.balance_cents - amount, total_spent_cents: wallet.total_spent_cents + amount'),
    ],
  ])('a payment that %s is left', async (_, files) => {
    expect(await after('money/stale-balance', files)).toEqual([])
  })
})

describe('access/edge-caller', () => {
  const app = (files: Files): Files => ({
    ...desk(''),
    'supabase/functions/go/index.ts': `import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";
Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: { "Access-Control-Allow-Origin": "https://a.example" } });
  const supabase = createClient(Deno.env.get("SUPABASE_URL")!, Deno.env.get("SUPABASE_SERVICE_ROLE_KEY")!);
  const { error } = await supabase.from("tickets").update({ title: "closed" }).eq("title", "solved");
  if (error) return new Response(JSON.stringify({ error: "Could not close" }), { status: 500 });
  return new Response("ok");
});
`,
    ...files,
  })
  const closed = async (files: Files) =>
    (await after('access/edge-caller', app(files))).some(text => text.includes('!== `Bearer ${Deno.env'))

  test('nobody but servers', async () => expect(await closed({})).toBe(true))

  test.each([
    ['with types in its types', 'supabase.functions.invoke<Array<{ id: string }>>("go")'],
    ['by a name', 'const NAME = "go"; supabase.functions.invoke(NAME)'],
  ])('a page calls it %s', async (_, call) =>
    expect(await closed({ 'src/Board.tsx': `export const load = () => { ${call} }\n` })).toBe(false),
  )
})

test('access/identity-in-filter says nobody who is not known yet', async () => {
  const body = `    await supabase.from("tickets").insert({ owner_id: user.id, title: "seen" });`
  const read = `    const { data } = await supabase.from("tickets").select("id, title").eq("owner_id", ownerId).limit(100);\n    return new Response(JSON.stringify(data));`
  const late = edge(`${body}\n${read}`).replace('    const supabase =', '    const { ownerId } = await req.json();\n    const supabase =')
  expect(await after('access/identity-in-filter', { ...desk(''), 'supabase/functions/go/index.ts': late })).toEqual([])
  const [text] = await after('access/identity-in-filter', desk(`    const { ownerId } = await req.json();\n${body}\n${read}`))
  expect(text).toContain('const ownerId = user.id;')
})
