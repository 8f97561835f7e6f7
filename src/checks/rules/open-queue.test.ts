import { expect, test } from 'vitest'
import { findingsBy, ON_SERVER } from './schema.fixture.js'

const SERVED =
  "import { createClient } from '@supabase/supabase-js'\nconst supabase = createClient('https://a.supabase.co', 'key')\nexport const send = (message: object) => supabase.schema('pgmq_public').rpc('send', { queue_name: 'jobs', message })\n"
const OPEN = "select pgmq.create('jobs'); grant all on pgmq.q_jobs to anon;"
const found = async (sql: string, client = SERVED) => (await findingsBy('rules/open-queue', sql, client)).map(finding => finding.message)

test.each([
  ['one that a visitor may touch', OPEN, 'anyone with the public key'],
  [
    'all of them at once',
    "select from pgmq.create(queue_name => 'jobs'); grant select, insert on all tables in schema pgmq to authenticated;",
    'every signed-in user',
  ],
])('finds %s', async (_, sql, whom) => {
  expect(await found(sql)).toEqual([`The queue \`jobs\` gives and takes messages to and from ${whom}: it has no row rules.`])
})

test.each([
  ['row rules', `${OPEN} alter table pgmq.q_jobs enable row level security;`],
  [
    'row rules set by a loop over all',
    `${OPEN} do $$ declare q record; begin for q in select queue_name from pgmq.list_queues() loop execute format('alter table pgmq.q_%I enable row level security', q.queue_name); end loop; end $$;`,
  ],
  ['no rights', "select pgmq.create('jobs');"],
  ['rights that were taken back', `${OPEN} revoke all on all tables in schema pgmq from anon, authenticated;`],
  ['a queue that was dropped', `${OPEN} select pgmq.drop_queue('jobs');`],
])('passes %s', async (_, sql) => {
  expect(await found(sql)).toEqual([])
})

test('passes a schema that is not served', async () => {
  expect(await found(OPEN, SERVED.replace('pgmq_public', 'api'))).toEqual([])
  expect(await found(OPEN, ON_SERVER)).toEqual([])
})
