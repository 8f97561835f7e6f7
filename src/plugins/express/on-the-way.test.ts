import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'

const read = (guard: string, routes: string, scripts: Record<string, string> = {}) =>
  readApp(
    {
      'server.js': `import express from 'express'\nimport mongoose from 'mongoose'\nimport jwt from 'jsonwebtoken'
const User = mongoose.model('User', new mongoose.Schema({ name: String, seen: Date, isAdmin: Boolean }))
const Coupon = mongoose.model('Coupon', new mongoose.Schema({ code: String }))
${guard}
const app = express()\n${routes}\napp.listen(1)`,
    },
    { jsonwebtoken: '9' },
    scripts,
  )

const PROTECT = `async function protect(req, res, next) {
  let claims
  try { claims = jwt.verify(req.headers.authorization, process.env.SECRET) } catch { return res.status(401).end() }
  await User.updateOne({ _id: claims.id }, { seen: new Date() })
  req.user = await User.findById(claims.id)
  next()
}`

test('what a guard of a route writes on the way is none of the route’s own', async () => {
  const model = await read(
    PROTECT,
    `app.post('/coupons', protect, async (req, res) => {
  if (!req.user?.isAdmin) return res.status(403).end()
  await Coupon.create({ code: req.body.code })
  res.end()
})
app.get('/nothing', protect, (req, res) => res.json({ ok: true }))
app.post('/open', async (req, res) => { await Coupon.create({ code: req.body.code }); res.end() })`,
  )
  expect(model.routes.map(one => `${one.path} ${one.auth}`)).toEqual(['/coupons role', '/nothing session', '/open open'])
})

test.each([
  ['development alone', `process.env.NODE_ENV === 'development' && process.env.BYPASS !== 'false'`, 'session'],
  ['development, which is what is started', `process.env.NODE_ENV === 'development'`, 'open', 'NODE_ENV=development node server.js'],
  ['development, where another command starts that', `process.env.NODE_ENV === 'development'`, 'session', 'node server.js'],
  ['a flag that nobody need set', `process.env.BYPASS !== 'false'`, 'open'],
  ['all but production', `process.env.NODE_ENV !== 'production'`, 'open'],
])('a guard that lets everyone pass under %s', async (_, condition, auth, start = '') => {
  const model = await read(
    PROTECT.replace('let claims', `const bypass = ${condition}\n  if (bypass) { req.user = { id: 'dev' }; return next() }\n  let claims`),
    `app.post('/coupons', protect, async (req, res) => { await Coupon.create({ code: req.body.code }); res.end() })`,
    { start, dev: 'NODE_ENV=development node server.js' },
  )
  expect(model.routes[0]!.auth).toBe(auth)
})
