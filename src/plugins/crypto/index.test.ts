import { expect, test } from 'vitest'
import { readHandler, route, spell } from '../app.fixture.js'

const NODE = "import crypto from 'node:crypto'"

test.each([
  ["crypto.createHash('md5').update(req.body.a).digest('hex')", 'md5(body.a)'],
  ["crypto.createHash('sha1').update(req.body.a).update(req.body.b).digest()", 'sha1(body.a, body.b)'],
  ["crypto.createHmac('sha256', process.env.KEY).update(req.body.a).digest('hex')", 'createHmac(env(KEY), body.a)'],
  ["crypto.randomBytes(32).toString('hex')", 'secret-random'],
])('%s', async (expression, expected) => {
  const model = await readHandler(NODE, `res.json({ v: ${expression} })`)
  expect(spell(route(model, 'POST', '/').effects.flatMap(one => (one.kind === 'respond' ? [one.body] : []))[0]!)).toBe(`{v: ${expected}}`)
})

const HMAC =
  "const sent = req.headers['x-signature']\nconst made = crypto.createHmac('sha256', process.env.WEBHOOK_SECRET).update(req.rawBody).digest('hex')"
test.each([
  ['===', `${HMAC}\nif (sent !== made) return res.status(400).end()`],
  ['a prefix', `${HMAC}\nif (sent !== \`sha256=\${made}\`) return res.status(400).end()`],
  [
    'constant time',
    `${HMAC}\nif (sent.length !== made.length || !crypto.timingSafeEqual(Buffer.from(sent), Buffer.from(made))) return res.status(400).end()`,
  ],
  [
    'the web’s own',
    "const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(process.env.KEY), {}, false, ['verify'])\nif (!(await crypto.subtle.verify('HMAC', key, req.headers['x-signature'], req.rawBody))) return res.status(400).end()",
  ],
  [
    'hexadecimal digits made by hand',
    "const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(process.env.WEBHOOK_SECRET), {}, false, ['sign'])\nconst mac = await crypto.subtle.sign('HMAC', key, req.rawBody)\nconst made = Array.from(new Uint8Array(mac)).map(b => b.toString(16).padStart(2, '0')).join('')\nif (req.headers['x-signature'] !== made) return res.status(400).end()",
  ],
])('a signature compared with %s', async (_, body) => {
  const model = await readHandler(NODE, `${body}\nawait fetch('http://x')`)
  expect(route(model, 'POST', '/').auth).toBe('signature')
})

test('a digest that anyone can make is no signature', async () => {
  const model = await readHandler(
    NODE,
    "if (req.body.token !== crypto.createHash('md5').update(req.body.login).digest('hex')) return res.status(400).end()\nawait fetch('http://x')",
  )
  expect(route(model, 'POST', '/').auth).not.toBe('signature')
})
