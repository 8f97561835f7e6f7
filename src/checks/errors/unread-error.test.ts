import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (lines: string) =>
  findingsIn('errors/unread-error', {
    'supabase/functions/book/index.ts': `import { createClient } from 'npm:@supabase/supabase-js@2'
Deno.serve(async req => {
  const { name } = await req.json()
  const supabase = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
${lines}
  return Response.json({ ok: true })
})`,
  })

test('tells of all such writes of a function at once', async () => {
  expect(await find("await supabase.from('clients').insert({ name })\nawait supabase.from('pets').update({ name }).eq('id', 1)")).toEqual([
    'supabase/functions/book/index.ts:5 medium `POST /functions/v1/book` never looks at whether writing `clients` failed; so it is with 1 more.',
  ])
})

test.each([
  ['logged', "const { error } = await supabase.from('clients').insert({ name })\nif (error) console.error('clients', error)"],
  [
    'logged under another name',
    "const { error: failed } = await supabase.from('clients').insert({ name })\nif (failed) {\nlogger.warn(failed)\n} else {\nconsole.log('stored')\n}",
  ],
])('finds an error that is only %s', async (_, lines) => {
  expect(await find(lines)).toEqual([
    'supabase/functions/book/index.ts:5 medium `POST /functions/v1/book` goes on as if all went well when writing `clients` fails.',
  ])
})

test.each([
  [
    'an error that is logged and told',
    "const { error } = await supabase.from('clients').insert({ name })\nif (error) console.error(error)\nif (error) return new Response('', { status: 500 })",
  ],
  [
    'an error that the answer tells',
    "const { error } = await supabase.from('clients').insert({ name })\nif (error) console.error(error)\nreturn Response.json({ ok: !error })",
  ],
  [
    'an error that is logged before it stops the work',
    "const { error } = await supabase.from('clients').insert({ name })\nif (error) {\nconsole.error(error)\nthrow error\n}",
  ],
  [
    'a row that is looked for afterwards',
    "const { data, error } = await supabase.from('clients').insert({ name }).select().single()\nif (error) console.error(error)\nif (!data) throw new Error('lost')",
  ],
  [
    'an error that is read',
    "const { error } = await supabase.from('clients').insert({ name })\nif (error) return new Response('', { status: 500 })",
  ],
  ['an answer that is handed on', "const answer = await supabase.from('clients').insert({ name })\nif (answer.error) throw answer.error"],
  ['a chain that throws', "await supabase.from('clients').insert({ name }).throwOnError()"],
  [
    'a row that is asked for',
    "const { data } = await supabase.from('clients').insert({ name }).select().single()\nif (!data) throw new Error('lost')",
  ],
  ['a log', "await supabase.from('audit_logs').insert({ name })"],
  ['what money hangs on', "await supabase.from('orders').insert({ name })"],
])('passes %s', async (_, lines) => {
  expect(await find(lines)).toEqual([])
})
