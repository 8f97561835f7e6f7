import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'

const HANDLER = 'export default function handler(req, res) { if (req.method !== "POST") return res.status(405).end(); res.json({}) }'

test('functions beside a site are routes, of either kind, and what begins with an underscore is none', async () => {
  const model = await readApp(
    {
      'vercel.json': '{}',
      'api/notify.js': HANDLER,
      'api/orders/[id].ts': 'export function GET(request: Request) { return Response.json({}) }',
      'api/_shared/mail.js': HANDLER,
      'api/orders.test.js': HANDLER,
      'src/main.jsx': 'export const page = 1',
    },
    { vite: '7' },
  )
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.framework}`).sort()).toEqual([
    'GET /api/orders/:id vercel',
    'POST /api/notify vercel',
  ])
})

test('an app that is exported declares its own routes, and without Vercel nothing is served', async () => {
  const files = {
    'api/index.js':
      "import express from 'express'\nconst app = express()\napp.get('/api/stats', (req, res) => res.json({}))\nexport default app",
  }
  const model = await readApp({ ...files, 'vercel.json': '{}' }, { express: '5' })
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.framework}`)).toEqual(['GET /api/stats express'])
  expect((await readApp({ 'api/notify.js': HANDLER }, { vite: '7' })).routes).toEqual([])
})
