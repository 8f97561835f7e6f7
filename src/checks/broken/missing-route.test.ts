import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (calls: string, more: Record<string, string> = {}) =>
  findingsIn('broken/missing-route', {
    'package.json': '{ "name": "shop", "dependencies": { "next": "15.0.0", "react": "19.0.0" } }',
    'app/page.tsx': `'use client'
export default function Page() {
  const known = [fetch('/api/orders'), fetch('/api/orders?page=2'), fetch('/api/stats/')]
${calls}
  return <p>{String(known)}</p>
}`,
    'app/api/orders/route.ts': 'export const GET = () => Response.json([])',
    'app/api/orders/[id]/route.ts': 'export const GET = () => Response.json([])',
    'app/api/stats/route.ts': 'export const GET = () => Response.json([])',
    ...more,
  })

const says = (address: string) => [`app/page.tsx:4 medium \`app/page.tsx\` calls \`${address}\`, and no route of the app answers there.`]

test('finds an address that no route answers', async () => {
  expect(await find("  fetch('/api/payouts', { method: 'POST' })")).toEqual(says('/api/payouts'))
  expect(await find('  fetch(`/api/orders/${id}/cancel`)')).toEqual(says('/api/orders/…/cancel'))
})

test('passes an app of whose calls many are answered elsewhere', async () => {
  expect(await find("  fetch('/api/payouts', { method: 'POST' })\n  fetch('/api/invoices')")).toEqual([])
})

test.each([
  ['a row', '  fetch(`/api/orders/${id}`)', {}],
  ['what is put in beside other text', '  fetch(`/api/payouts${query}`)', {}],
  ['another host', "  fetch('https://api.example.com/api/payouts')", {}],
  ['a rewrite', "  fetch('/api/payouts')", { 'next.config.js': 'module.exports = { async rewrites() { return [] } }' }],
  [
    'a route for the rest',
    "  fetch('/api/auth/session')",
    { 'app/api/auth/[...all]/route.ts': 'export const GET = () => Response.json([])' },
  ],
])('passes %s', async (_, calls, more) => {
  expect(await find(calls, more as Record<string, string>)).toEqual([])
})

const beside = (client: string, page: string) =>
  findingsIn('broken/missing-route', {
    'package.json':
      '{ "name": "shop", "dependencies": { "express": "5.1.0", "react": "19.0.0", "axios": "1.12.0", "@reduxjs/toolkit": "2.9.0" } }',
    'server.js': `const express = require('express')
const app = express()
app.get('/api/shop/orders', (req, res) => res.json([]))
app.get('/api/shop/orders/:id', (req, res) => res.json({}))
app.get('/api/shop/stats', (req, res) => res.json({}))
app.listen(5000)`,
    'client/index.html': '<div id="root"></div><script type="module" src="/src/main.jsx"></script>',
    'client/package.json':
      '{ "name": "client", "dependencies": { "react": "19.0.0", "axios": "1.12.0" }, "devDependencies": { "vite": "7.0.0" } }',
    'client/src/main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport Page from './pages/Page'\ncreateRoot(document.body).render(<Page />)",
    'client/src/lib/client.js': client,
    'client/src/pages/Page.jsx': page,
  })
const KNOWN = (name: string) => `[${name}.get('/orders'), ${name}.get(\`/orders/\${id}?full=1\`), ${name}.get('stats')]`
const page = (binding: string, name: string, path = '/payouts') =>
  `import ${binding} from '../lib/client'\nexport default function Page({ id }) {\n  const known = ${KNOWN(name)}\n  ${name}.post('${path}', {})\n  return <p>{String(known)}</p>\n}`
const LOST =
  'client/src/pages/Page.jsx:4 medium `client/src/pages/Page.jsx` calls `/api/shop/payouts`, and no route of the app answers there.'

test.each([
  [
    'a client of its own',
    "import axios from 'axios'\nconst http = axios.create({ withCredentials: true, baseURL: 'http://localhost:5000/api/shop' })\nexport default http",
    page('http', 'http'),
  ],
  [
    'one that is exported by name',
    "import axios from 'axios'\nexport const http = axios.create({ baseURL: '/api/shop/' })",
    page('{ http as api }', 'api'),
  ],
  [
    'one whose server is a variable',
    "import axios from 'axios'\nexport default axios.create({ baseURL: `${import.meta.env.VITE_API}/api/shop` })",
    page('api', 'api'),
  ],
])('finds what is called by %s', async (_, client, called) => {
  expect(await beside(client, called)).toEqual([LOST])
})

test.each([
  [
    'another server',
    "import axios from 'axios'\nexport default axios.create({ baseURL: 'https://payments.example/api/shop' })",
    page('api', 'api'),
  ],
  [
    'a server that nobody can tell',
    "import axios from 'axios'\nexport default axios.create({ baseURL: import.meta.env.VITE_API })",
    page('api', 'api'),
  ],
  ['what is answered', "import axios from 'axios'\nexport default axios.create({ baseURL: '/api/shop' })", page('api', 'api', '/orders')],
])('passes a client for %s', async (_, client, called) => {
  expect(await beside(client, called)).toEqual([])
})

test('finds an endpoint of RTK Query that no route answers', async () => {
  const api = `import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query/react'
const server = () => 'http://localhost:5000'
export const api = createApi({
  baseQuery: fetchBaseQuery({ baseUrl: \`\${server()}/api/shop\`, credentials: 'include' }),
  endpoints: build => ({
    orders: build.query({ query: () => '/orders' }),
    order: build.query({ query: (id) => \`/orders/\${id}\` }),
    stats: build.query({ query: () => ({ url: '/stats' }) }),
    pay: build.mutation({ query: data => ({ url: '/payouts', method: 'POST', body: data }) }),
  }),
})`
  expect(
    await beside(api, "import { api } from '../lib/client'\nexport default function Page() { return <p>{api.reducerPath}</p> }"),
  ).toEqual([
    'client/src/lib/client.js:9 medium `client/src/lib/client.js` calls `/api/shop/payouts`, and no route of the app answers there.',
  ])
})
