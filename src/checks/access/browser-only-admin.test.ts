import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const app = (page: string, rules: string) => ({
  'index.html': '<script type="module" src="/src/main.tsx"></script>',
  'src/main.tsx':
    "import { createRoot } from 'react-dom/client'\nimport Page from './pages/AdminOrders'\ncreateRoot(document.body).render(<Page />)",
  'src/pages/AdminOrders.tsx': `import { createClient } from '@supabase/supabase-js'\nimport { useQuery } from '@tanstack/react-query'\nconst supabase = createClient(import.meta.env.VITE_URL, import.meta.env.VITE_ANON)\nexport default function AdminOrders() {\n${page}\n}`,
  'supabase/migrations/20250101000000_init.sql': `CREATE TABLE public.orders (id uuid PRIMARY KEY, user_id uuid REFERENCES auth.users (id), total int);\nCREATE TABLE public.products (id uuid PRIMARY KEY, name text);\n${rules}`,
})
const find = (page: string, rules: string) => findingsIn('access/browser-only-admin', app(page, rules))
const READS =
  "const { data } = useQuery({ queryKey: ['orders'], queryFn: async () => (await supabase.from('orders').select('*')).data })\nreturn <p>{data}</p>"

test('finds a list of everything where the rules are off, or let anyone in', async () => {
  const off = await find(READS, '')
  const open = await find(
    READS,
    'ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;\nCREATE POLICY all_in ON public.orders FOR SELECT USING (true);',
  )
  expect([off, open].map(found => found.map(line => line.split(' `')[0]))).toEqual([
    ['src/pages/AdminOrders.tsx:5 critical'],
    ['src/pages/AdminOrders.tsx:5 high'],
  ])
})

test('passes where a policy asks for a role, or shows people their own rows only', async () => {
  const role = await find(
    READS,
    "ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;\nCREATE POLICY admins ON public.orders FOR SELECT USING ((auth.jwt() ->> 'role') = 'admin');",
  )
  const own = await find(
    READS,
    'ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;\nCREATE POLICY own ON public.orders FOR SELECT USING (auth.uid() = user_id);',
  )
  expect([role, own]).toEqual([[], []])
})

test('passes a catalogue that everybody may read', async () => {
  expect(
    await find(
      "const { data } = useQuery({ queryFn: async () => (await supabase.from('products').select('*')).data })\nreturn <p>{data}</p>",
      '',
    ),
  ).toEqual([])
})

test('passes rows that are only counted, and rows that a page shows to everybody', async () => {
  const counts = READS.replace("select('*')", "select('id')")
  expect(await find(counts, '')).toEqual([])
  const client =
    "import { createClient } from '@supabase/supabase-js'\nconst supabase = createClient(process.env.NEXT_PUBLIC_URL, process.env.NEXT_PUBLIC_ANON)\n"
  const next = (wall: string) =>
    findingsIn('access/browser-only-admin', {
      'package.json': '{ "name": "wall", "dependencies": { "next": "*", "@supabase/supabase-js": "*" } }',
      'supabase/migrations/1.sql': 'create table public.messages (id uuid primary key, user_id uuid, body text, email text);',
      'app/admin/page.jsx': `'use client'\n${client}export default function Admin() {\nconst load = async () => { await supabase.from('messages').select('*') }\nreturn <button onClick={load}>Load</button>\n}`,
      'app/wall/page.jsx': `${client}export default async function Wall() {\n${wall}\n}`,
    })
  expect(await next('return <p>Nothing</p>')).toHaveLength(1)
  expect(await next("const { data } = await supabase.from('messages').select('body')\nreturn <p>{data}</p>")).toEqual([])
})
