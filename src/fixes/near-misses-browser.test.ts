import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

const SHARED: Files = {
  'package.json': '{ "name": "desk", "dependencies": { "react": "*", "vite": "*", "@supabase/supabase-js": "*" } }',
  'index.html': '<script type="module" src="/src/main.tsx"></script>',
  'src/supabase.ts': `import { createClient } from "@supabase/supabase-js";
export const supabase = createClient(import.meta.env.VITE_SUPABASE_URL, import.meta.env.VITE_SUPABASE_PUBLISHABLE_KEY);
`,
  'src/list.ts': 'import { supabase } from "./supabase";\nexport const list = () => supabase.from("tickets").select("id").limit(50);\n',
  'supabase/functions/_shared/auth.ts': `import { createClient } from "https://esm.sh/@supabase/supabase-js@2.49.4";
export class HttpError extends Error { constructor(public status: number, message: string) { super(message); } }
export function serviceClient() { return createClient(Deno.env.get("SUPABASE_URL")!, Deno.env.get("SUPABASE_SERVICE_ROLE_KEY")!); }
export async function requireUser(req: Request) {
  const { data, error } = await serviceClient().auth.getUser((req.headers.get("Authorization") ?? "").replace("Bearer ", ""));
  if (error || !data.user) throw new HttpError(401, "Please sign in");
  return data.user;
}
export async function rateLimit(key: string, max: number, seconds: number) {
  const { data } = await serviceClient().rpc("hit_rate_limit", { _key: key, _max: max, _seconds: seconds });
  if (!data) throw new HttpError(429, "Too many requests");
}
`,
  'supabase/functions/close/index.ts': `import { HttpError, rateLimit, requireUser, serviceClient } from "../_shared/auth.ts";
Deno.serve(async (req) => {
  try {
    const user = await requireUser(req);
    await rateLimit(\`close:\${user.id}\`, 10, 60);
    const { data, error } = await serviceClient().from("tickets").delete().eq("owner_id", user.id).select("id");
    if (error) throw error;
    if (data.length === 0) throw new HttpError(404, "There is no ticket");
    return new Response(JSON.stringify({ ok: true }), { status: 200 });
  } catch (error) {
    console.error(error);
    return new Response(JSON.stringify({ error: "Something went wrong" }), { status: 500 });
  }
});
`,
}

describe('secrets/secret-in-browser', () => {
  const app = (body: string, rest: Files = {}): Files => ({
    ...SHARED,
    'src/main.tsx': `import { translate } from "./translate";\nimport { list } from "./list";\nlist(); translate("a", "b");\n`,
    'src/translate.ts': body,
    ...rest,
  })
  const call = (url: string, options: string, reads = 'return (await response.json()).text;'): string =>
    `export async function translate(text: string, path: string) {\n  const response = await fetch(${url}, ${options});\n  ${reads}\n}\n`
  const OPTIONS =
    '{ method: "POST", headers: { Authorization: `Key ${import.meta.env.VITE_DEEPL_AUTH_KEY}` }, body: JSON.stringify({ text }) }'

  test('moves a call whose every part is known', async () => {
    const [moved] = await after('secrets/secret-in-browser', app(call('"https://api.deepl.com/v2/translate"', OPTIONS)))
    expect(moved).toContain('supabase.functions.invoke("translate", { body: { text } })')
  })

  test.each([
    ['an address that people choose', call('`https://api.deepl.com/${path}`', OPTIONS)],
    ['an address of a variable', call('path', OPTIONS)],
    ['an answer that is read as it comes', call('"https://api.deepl.com/v2/translate"', OPTIONS, 'return response.body;')],
    ['a status that the page tells apart', call('"https://api.deepl.com/v2/translate"', OPTIONS, 'return response.status === 429;')],
    [
      'something that nobody says the kind of',
      `import { list } from "./list";\n${call('"https://api.deepl.com/v2/translate"', OPTIONS.replace('{ text }', '{ text, list: list() }'))}`,
    ],
    [
      'a secret that goes into two calls',
      call('"https://api.deepl.com/v2/translate"', OPTIONS) +
        call('"https://api.deepl.com/v2/usage"', OPTIONS).replace('translate', 'usage'),
    ],
  ])('leaves %s', async (_, body) => {
    expect(await after('secrets/secret-in-browser', app(body))).toEqual([])
  })

  test('leaves it where everybody would call a function that nothing counts', async () => {
    const { 'supabase/functions/close/index.ts': close, ...rest } = SHARED
    const uncounted = close!.replace('    await rateLimit(`close:${user.id}`, 10, 60);\n', '')
    const files = app(call('"https://api.deepl.com/v2/translate"', OPTIONS), { ...rest, 'supabase/functions/close/index.ts': uncounted })
    expect(await after('secrets/secret-in-browser', files)).toEqual([])
  })
})

describe('broken/account-deletion', () => {
  const page = (body: string): Files => ({
    ...SHARED,
    'src/main.tsx': 'import { Settings } from "./Settings";\nSettings({});\n',
    'src/Settings.tsx': `import { toast } from "sonner";\nexport const Settings = ({ signOut }: any) => {\n  const deleteAccount = async () => {\n${body}\n  };\n  return <button onClick={deleteAccount}>Delete</button>;\n};\n`,
  })

  test('asks the server before it signs out', async () => {
    const [mended] = await after('broken/account-deletion', page('    await signOut();\n    toast.success("Your account is gone");'))
    expect(mended).toContain('await supabase.functions.invoke("delete-account")')
    expect(mended!.indexOf('invoke("delete-account")')).toBeLessThan(mended!.indexOf('await signOut()'))
  })

  test('leaves a page that signs out in two ways', async () => {
    const body =
      '    if (confirm("All devices?")) await signOut({ scope: "global" });\n    else await signOut();\n    toast.success("Your account is gone");'
    expect(await after('broken/account-deletion', page(body))).toEqual([])
  })
})

describe('broken/pretended-answer', () => {
  const app = (answer: string): Files => ({
    'package.json': '{ "name": "desk", "dependencies": { "express": "*" } }',
    'server.js': `const express = require('express')
const app = express()
app.use(express.json())
app.post('/api/refunds', (req, res) => {
  // TODO: call Stripe, for now we just confirm
  ${answer}
})
app.listen(3000)
`,
  })

  test('says that it is not there yet', async () => {
    const [mended] = await after('broken/pretended-answer', app("res.json({ success: true, message: 'Your refund is on its way' })"))
    expect(mended).toContain('res.status(501).json(')
  })

  test('leaves an answer whose status is chosen already', async () => {
    expect(await after('broken/pretended-answer', app("res.status(200).json({ success: true, message: 'Refunded' })"))).toEqual([])
  })
})
