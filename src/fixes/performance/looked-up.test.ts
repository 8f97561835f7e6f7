import { expect, test } from 'vitest'
import { after } from '../proposed.fixture.js'

/** A function of the edge that reads a row for each of a list. */
const told = (list: string, ask: string, tables = ''): Promise<readonly string[]> =>
  after('performance/query-in-loop', {
    'package.json': '{}',
    ...(tables && { 'supabase/migrations/1_tables.sql': tables }),
    'supabase/functions/remind/index.ts': `import { createClient } from 'npm:@supabase/supabase-js@2'
Deno.serve(async req => {
  if (req.headers.get('x-cron-secret') !== Deno.env.get('CRON_SECRET')) return new Response('No', { status: 401 })
  const supabase = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
  ${list}
  const sent = []
  for (const booking of bookings) {
    ${ask}
    sent.push(profile?.email)
  }
  return new Response(JSON.stringify(sent))
})
`,
  })

const PAGE = "const { data } = await supabase.from('bookings').select('id, user_id').limit(100)\n  const bookings = data ?? []"
const BY_ID = "const { data: profile } = await supabase.from('profiles').select('email').eq('id', booking.user_id).single()"
const BY_EMAIL = "const { data: profile } = await supabase.from('profiles').select('email').eq('email', booking.user_id).single()"

test('reads the rows of a page at once, by their key', async () => {
  const [text] = await told(PAGE, BY_ID)
  expect(text).toContain(".in('id', bookings.map((booking) => booking.user_id))")
  expect(text).toContain('    const profile = profileById.get(booking.user_id) ?? null\n    sent.push(profile?.email)')
})

test('also by a column that is unique', async () => {
  const tables =
    'create table profiles (id uuid primary key, email text unique);\ncreate table bookings (id uuid primary key, user_id text);'
  expect(await told(PAGE, BY_EMAIL, tables)).toHaveLength(1)
})

test.each([
  ['by a column that several rows may share', PAGE, BY_EMAIL],
  ['for as many as there are: all ids stand in one address', PAGE.replace('.limit(100)', ''), BY_ID],
  ['for more than an address holds', PAGE.replace('100', '5000'), BY_ID],
  ['what the walk itself changes', PAGE, `${BY_ID}\n    await supabase.from('profiles').update({ seen: true }).eq('id', booking.user_id)`],
])('does not read %s', async (_, list, ask) => expect(await told(list, ask)).toEqual([]))
