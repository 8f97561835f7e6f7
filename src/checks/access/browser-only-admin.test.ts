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
