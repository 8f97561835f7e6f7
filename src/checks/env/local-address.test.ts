import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (files: Readonly<Record<string, string>>) => findingsIn('env/local-address', files)
const page = (code: string) =>
  find({
    'index.html': '<script type="module" src="/src/main.ts"></script>',
    'src/main.ts': code,
  })
const server = (code: string) =>
  find({
    'server.js': `const express = require('express'), cors = require('cors'), nodemailer = require('nodemailer')
const app = express(), post = nodemailer.createTransport({})
${code}
app.listen(3000)`,
  })

test.each([
  ["axios.get('http://localhost:8080/shops')", 'src/main.ts:1 medium Wherever the app runs, the pages ask `http://localhost:8080`.'],
  [
    "const client = axios.create({ baseURL: 'http://127.0.0.1:8080' })",
    'src/main.ts:1 medium Wherever the app runs, the pages ask `http://127.0.0.1:8080`.',
  ],
  [
    "axios.defaults.baseURL = 'http://localhost:8080'",
    'src/main.ts:1 medium Wherever the app runs, the pages ask `http://localhost:8080`.',
  ],
  ["fetch('http://localhost:8080/shops/' + id)", 'src/main.ts:1 medium Wherever the app runs, the pages ask `http://localhost:8080`.'],
  [
    'const chat = new WebSocket(`ws://localhost:8080/chat/${room}`)',
    'src/main.ts:1 medium Wherever the app runs, the pages ask `ws://localhost:8080`.',
  ],
])('pages that ask the own computer: %s', async (code, told) => expect(await page(code)).toEqual([told]))

test('several lines are one habit', async () => {
  expect(await page("fetch('http://localhost:8080/a')\nfetch('http://localhost:8080/b')\nfetch('http://localhost:8080/c')")).toEqual([
    'src/main.ts:1 medium Wherever the app runs, the pages ask `http://localhost:8080` (and 2 more such lines).',
  ])
})

test('sites that may ask, ways back from elsewhere, and links in mails', async () => {
  expect(await server("app.use(cors({ origin: ['http://localhost:3000', 'http://localhost:5173'], credentials: true }))")).toEqual([
    'server.js:3 low Wherever the app runs, browsers may ask the API only from pages of `http://localhost:3000`.',
  ])
  expect(await server("app.get('/paid', (req, res) => res.redirect('http://localhost:5173/thanks'))")).toEqual([
    'server.js:3 medium Wherever the app runs, customers are sent to `http://localhost:5173`.',
  ])
  expect(
    await server('const mail = token => post.sendMail({ html: `<a href="http://localhost:5173/reset/${token}">New password</a>` })'),
  ).toEqual(['server.js:3 medium Wherever the app runs, customers are sent to `http://localhost:5173`.'])
})

test.each([
  "const API_URL = import.meta.env.VITE_API ?? 'http://localhost:8080'",
  "const API_URL = import.meta.env.DEV ? 'http://localhost:8080' : '/api'",
  "const API_URL = { development: 'http://localhost:8080', production: '/api' }[import.meta.env.MODE]",
  "let apiUrl = 'http://localhost:8080'\nif (import.meta.env.PROD) apiUrl = '/api'",
  "if (import.meta.env.DEV) fetch('http://localhost:8080/reload')",
  "const isLocal = location.origin === 'http://localhost:8080'",
  "const next = new URL(location.href, 'http://localhost')",
  "function base() { if (typeof window !== 'undefined') return ''; return 'http://localhost:3000' }",
  "export const ask = (url = 'http://localhost:8080') => fetch(url)",
])('passes one of two ways in a page: %s', async code => expect(await page(code)).toEqual([]))

test.each([
  "app.use(cors({ origin: ['http://localhost:3000', 'https://shop.example'] }))",
  "app.use(cors({ origin: process.env.ORIGIN || 'http://localhost:3000' }))",
  "app.listen(4000, () => console.log('http://localhost:4000'))",
  "const redis = { url: 'http://localhost:6379' }",
])('passes on a server: %s', async code => expect(await server(code)).toEqual([]))

test('passes tests, scripts and settings of tools', async () => {
  const code = "fetch('http://localhost:8080/a')\nconst successUrl = 'http://localhost:8080'"
  expect(await find({ 'src/shop.test.ts': code, 'scripts/warm.ts': code, 'test-mail.js': code, 'playwright.config.ts': code })).toEqual([])
})
