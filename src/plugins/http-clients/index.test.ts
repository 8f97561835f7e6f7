import { expect, test } from 'vitest'
import { deeds, readHandler } from '../app.fixture.js'

test.each([
  [`import axios from 'axios'`, `axios.get(req.body.url)`, 'send http axios.get {url: body.url}'],
  [
    `import axios from 'axios'`,
    `axios({ url: req.body.url, method: 'post', data: req.body.data })`,
    'send http axios {url: body.url, body: body.data, options: {url: body.url, method: "post", data: body.data}, method: "POST"}',
  ],
  [
    `import axios from 'axios'; const api = axios.create({ baseURL: 'https://x.test' })`,
    `api.post('/orders', { id: req.body.id })`,
    'send http axios.post {url: "https://x.test/orders", body: {id: body.id}, method: "POST"}',
  ],
  [
    `import axios from 'axios'`,
    `axios.post('https://api.resend.com/emails', { html: req.body.html }, { headers: {} })`,
    'send mail emails.create {html: body.html}',
  ],
  [
    `import axios from 'axios'; const paypal = process.env.LIVE === 'yes' ? 'https://api-m.paypal.com' : 'https://api-m.sandbox.paypal.com'`,
    'axios.post(`${paypal}/v2/checkout/orders`, { value: req.body.total })',
    'send paypal checkout.orders.create {params: {value: body.total}, url: template("https://api-m.paypal.com" | "https://api-m.sandbox.paypal.com", "/v2/checkout/orders")}',
  ],
  [
    `import axios from 'axios'; const other = process.env.OTHER`,
    'axios.post(`${other}/v2/checkout/orders`, {})',
    'send http axios.post {url: template(env(OTHER), "/v2/checkout/orders"), body: {}, method: "POST"}',
  ],
  [`import got from 'got'`, `got(req.body.url)`, 'send http got {url: body.url}'],
  [
    `import got from 'got'`,
    `got.post(req.body.url, { json: { a: req.body.a } })`,
    'send http got.post {url: body.url, body: {a: body.a}, options: {json: {a: body.a}}, method: "POST"}',
  ],
  [`import fetch from 'node-fetch'`, `fetch(req.body.url)`, 'send http node-fetch {url: body.url}'],
  [`import { request } from 'undici'`, `request(req.body.url)`, 'send http undici.request {url: body.url}'],
  [`import ky from 'ky'`, `ky.get(req.body.url).json()`, 'send http ky.get {url: body.url}'],
  [`import needle from 'needle'`, `needle('get', req.body.url)`, 'send http needle {url: body.url}'],
  [`import superagent from 'superagent'`, `superagent.get(req.body.url)`, 'send http superagent.get {url: body.url}'],
  [
    `import https from 'node:https'`,
    `https.get('https://' + req.body.host + '/x', r => r.on('data', () => {}))`,
    'send http https.get {url: template("https://", body.host, "/x")}',
  ],
  [
    `import http from 'http'`,
    `http.request({ hostname: req.body.host, path: '/x' })`,
    'send http http.request {url: template("http://", body.host, "/x"), options: {hostname: body.host, path: "/x"}}',
  ],
  [
    ``,
    `fetch('https://api.stripe.com/v1/refunds', { method: 'POST', body: new URLSearchParams({ amount: req.body.amount }) })`,
    'send stripe refunds.create {params: {amount: body.amount}, url: "https://api.stripe.com/v1/refunds"}',
  ],
  [
    ``,
    `fetch(\`https://api.stripe.com/v1/checkout/sessions/\${req.body.id}\`)`,
    'send stripe checkout.sessions.retrieve {url: template("https://api.stripe.com/v1/checkout/sessions/", body.id)}',
  ],
])('%s: %s', async (imports, body, expected) => {
  expect(deeds(await readHandler(imports, `const answer = await ${body}\nres.end()`))).toEqual([expected])
})

test('forms that are filled field by field are sent whole', async () => {
  const model = await readHandler(
    '',
    `const form = new URLSearchParams(); form.append('amount', req.body.amount); form.set('currency', 'eur')\nawait fetch('https://api.stripe.com/v1/payment_intents', { method: 'POST', body: form.toString() })\nawait fetch('https://api.stripe.com/v1/payment_intents', { method: 'POST', body: form })`,
  )
  expect(deeds(model)[1]).toContain('params: {amount: body.amount, currency: "eur"}')
})

test('the name of a form field in brackets is the last of them', async () => {
  const model = await readHandler(
    '',
    "const form = new URLSearchParams()\nreq.body.items.forEach((item, i) => form.append(`line_items[${i}][price_data][unit_amount]`, item.price))\nawait fetch('https://api.stripe.com/v1/checkout/sessions', { method: 'POST', body: form })",
  )
  expect(deeds(model)[0]).toContain('params: {unit_amount: body.items.*.price}')
})
