import { describe, expect, test } from 'vitest'
import { audit } from '#audit'
import { withApp } from '../page.fixture.js'

const TABLE = 'create table public.notes (id uuid primary key, user_id uuid, body text);\n'
const CLOSED = `${TABLE}alter table public.notes enable row level security;\n`
const CLIENT =
  "import { createClient } from '@supabase/supabase-js'\nconst supabase = createClient('https://x.supabase.co', import.meta.env.VITE_KEY)\n"
const READ = `${CLIENT}export async function notes() {\n  return supabase.from('notes').select('id')\n}\n`

const found = (sql: string, files: Record<string, string>) =>
  withApp(
    new Map(
      Object.entries({
        'supabase/migrations/0001_init.sql': sql,
        'index.html': '<script type="module" src="/src/main.ts"></script>',
        ...files,
      }),
    ),
    async root => (await audit(root, { cache: false })).report.findings.filter(finding => finding.check === 'broken/unreachable-table'),
  )

test('finds a read and a write, and says a table once', async () => {
  const code = `${READ}export async function add() {\n  await supabase.from('notes').insert({ body: 'x' })\n}\n`
  const findings = await found(CLOSED, { 'src/main.ts': code })
  expect(findings.map(finding => [finding.severity, finding.trail.length])).toEqual([['medium', 2]])
})

const POLICY = 'create policy shown on public.notes for select using (user_id = (select auth.uid()));'
const DELETE = `${READ}export async function remove(id: string) {\n  await supabase.from('notes').delete().eq('id', id)\n}\n`

test('finds what no policy of a table lets anyone do', async () => {
  const [finding, ...others] = await found(CLOSED + POLICY, { 'src/main.ts': DELETE })
  expect(finding?.message).toBe('No policy of `notes` lets anyone delete rows, so this deletes nothing, and says nothing.')
  expect(others).toEqual([])
  expect(
    await found(`${CLOSED}${POLICY}create policy own on public.notes for delete using (user_id = auth.uid());`, { 'src/main.ts': DELETE }),
  ).toEqual([])
})

describe('passes', () => {
  const SERVICE = `import { createClient } from 'npm:@supabase/supabase-js'
Deno.serve(async () => {
  const admin = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
  const { data } = await admin.from('notes').select('id')
  return Response.json(data)
})
`
  test.each([
    ['a table with a policy', `${CLOSED}create policy own on public.notes using (user_id = (select auth.uid()));`, { 'src/main.ts': READ }],
    ['a table whose row rules are off', TABLE, { 'src/main.ts': READ }],
    ['a table that nobody asks for', CLOSED, { 'src/main.ts': CLIENT }],
    ['a table that the service role reads', CLOSED, { 'src/main.ts': CLIENT, 'supabase/functions/list/index.ts': SERVICE }],
    [
      'a thing that a policy of some table made in a loop may allow',
      `${CLOSED}${POLICY}do $$ declare t text; begin foreach t in array array['notes'] loop execute format('drop policy if exists %I_all on %I; ' || 'create policy %I_all on %I for all using (true)', t, t, t, t); end loop; end $$;`,
      { 'src/main.ts': DELETE },
    ],
    [
      'policies made in a loop',
      `${CLOSED}do $$ begin execute 'create policy own on public.notes using (true)'; end $$;`,
      { 'src/main.ts': READ },
    ],
  ])('%s', async (_, sql, files) => {
    expect(await found(sql, files)).toEqual([])
  })
})
