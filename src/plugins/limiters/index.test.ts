import { expect, test } from 'vitest'
import { readApp, readHandler, route } from '../app.fixture.js'

test('express-rate-limit covers what comes after it, where it was mounted', async () => {
  const model = await readApp({
    'server.js': `import express from 'express'; import rateLimit from 'express-rate-limit'
      const app = express(); const strict = rateLimit({ max: 5 })
      app.get('/before', (req, res) => res.end())
      app.use('/api', rateLimit({ windowMs: 1000 }))
      app.get('/api/a', (req, res) => res.end())
      app.post('/login', strict, (req, res) => res.end())
      app.post('/signup', (req, res) => res.end())
      app.listen(1)`,
  })
  expect(model.routes.filter(one => one.limiter).map(one => one.path)).toEqual(['/api/a', '/login'])
  expect(model.setups.map(setup => [setup.what, setup.prefix])).toEqual([
    ['limiter', '/api'],
    ['limiter', '/login'],
  ])
})

test.each([
  [
    'upstash',
    `import { Ratelimit } from '@upstash/ratelimit'; const limit = new Ratelimit({ limiter: Ratelimit.slidingWindow(5, '10 s') })`,
    `const { success } = await limit.limit(req.ip); if (!success) return res.status(400).end()`,
  ],
  [
    'rate-limiter-flexible',
    `import { RateLimiterMemory } from 'rate-limiter-flexible'; const limit = new RateLimiterMemory({ points: 5 })`,
    `try { await limit.consume(req.ip) } catch { return res.status(400).end() }`,
  ],
  [
    'by hand, answered',
    `const hits = new Map()`,
    `const n = hits.get(req.ip) ?? 0; if (n > 5) return res.status(429).end(); hits.set(req.ip, n + 1)`,
  ],
  [
    'by hand, thrown',
    `class ApiError extends Error { constructor(status, message) { super(message); this.status = status } }\nconst hits = new Map()`,
    `if (hits.get(req.ip) > 5) throw new ApiError(429, 'slow down')`,
  ],
  [
    'called by the app itself',
    `import rateLimit from 'express-rate-limit'; const limiter = rateLimit({ max: 5 })`,
    `await limiter(req, res, () => {})`,
  ],
])('%s', async (_, imports, body) => {
  const model = await readHandler(imports, `${body}\nres.json({})`)
  expect(route(model, 'POST', '/').limiter).toMatchObject({ file: 'server.js' })
})

test('passing on the 429 of a service limits nobody', async () => {
  const model = await readHandler(
    '',
    `const answer = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' }); if (!answer.ok) { if (answer.status === 429) return res.status(429).json({ error: 'busy' }) }\nres.json({})`,
  )
  expect(route(model, 'POST', '/').limiter).toBeUndefined()
})
