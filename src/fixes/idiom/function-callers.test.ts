import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { readSource } from '#source/read'
import { callersOf } from './function-callers.js'

const callers = (files: Readonly<Record<string, string>>) =>
  withApp(new Map(Object.entries(files)), async root => callersOf('notify', readSource(root)))

const CALL = "export const send = () => supabase.functions.invoke('notify', { body: {} })\n"

test('a page that calls it is browser code, and another function or a schedule is a server', async () => {
  expect(
    await callers({
      'src/pages/Board.tsx': CALL,
      'supabase/functions/other/index.ts':
        "await fetch(`${url}/functions/v1/notify`, { headers: { Authorization: `Bearer ${Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')}` } })\n",
      'supabase/migrations/1_cron.sql': "select net.http_post(url := 'https://x.supabase.co/functions/v1/notify');\n",
      'supabase/functions/notify/index.ts': '// POST functions/v1/notify\n',
    }),
  ).toEqual({
    browser: ['src/pages/Board.tsx'],
    servers: ['supabase/functions/other/index.ts', 'supabase/migrations/1_cron.sql'],
    sendKey: false,
    isNamed: true,
    isPublic: false,
  })
})

test.each([
  ['on the page itself', { 'src/pages/Register.tsx': CALL }],
  ['by way of a hook', { 'src/hooks/useNotify.ts': CALL, 'src/components/LoginForm.tsx': "import { send } from '@/hooks/useNotify'\n" }],
])('somebody who is not signed in calls it %s', async (_, files) => expect(await callers(files)).toMatchObject({ isPublic: true }))

test('another function whose name begins the same is not called', async () => {
  expect(await callers({ 'src/pages/Board.tsx': CALL.replace('notify', 'notify-all') })).toMatchObject({ browser: [] })
})

const KEYED =
  'select net.http_post(url := \'https://x.supabase.co/functions/v1/notify\', headers := \'{"Authorization": "Bearer service_role_key"}\');\n'

test.each([
  ['a schedule', { 'supabase/migrations/1_cron.sql': KEYED }],
  [
    'a function, by a name',
    {
      'supabase/functions/other/index.ts':
        "const key = Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')\nconst headers = { Authorization: `Bearer ${key}` }\nawait fetch(`${url}/functions/v1/notify`, { headers })\n",
    },
  ],
  [
    'a client',
    {
      'supabase/functions/other/index.ts':
        "const admin = createClient(url, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)\nawait admin.functions.invoke<Array<{ id: string }>>('notify')\n",
    },
  ],
])('the service role key is sent by %s', async (_, files) => expect(await callers(files)).toMatchObject({ sendKey: true, isNamed: false }))

test.each([
  [
    'a schedule beside one that does',
    {
      'supabase/migrations/1_cron.sql': `select net.http_post(url := 'https://x.supabase.co/functions/v1/notify', headers := '{"Authorization": "Bearer eyJ"}');\n${KEYED.replace('notify', 'other')}`,
    },
  ],
  [
    'a function that sends on what it was sent',
    {
      'supabase/functions/other/index.ts':
        "const admin = createClient(url, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)\nawait fetch(`${url}/functions/v1/notify`, { headers: { Authorization: req.headers.get('Authorization') } })\n",
    },
  ],
  [
    'a client of the public key',
    {
      'supabase/functions/other/index.ts':
        "const admin = createClient(url, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)\nconst open = createClient(url, key)\nawait open.functions.invoke('notify')\n",
    },
  ],
])('the service role key is not sent by %s', async (_, files) => expect(await callers(files)).toMatchObject({ sendKey: false }))

test.each([
  ['with types in its types', "supabase.functions.invoke<Array<{ id: string }>>('notify')", { browser: ['src/pages/Board.tsx'] }],
  ['by a name', "const NAME = 'notify'\nsupabase.functions.invoke(NAME)", { browser: [], isNamed: true }],
])('a page calls it %s', async (_, text, told) => expect(await callers({ 'src/pages/Board.tsx': text })).toMatchObject(told))
