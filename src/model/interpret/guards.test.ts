import { expect, test } from 'vitest'
import { readApp, route } from '#plugins/app.fixture'

const session = { 'express-session': '1' }
const app = (routes: string, more: Record<string, string> = {}) =>
  readApp(
    {
      'server.js': `import express from 'express'\nimport session from 'express-session'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nconst app = express()\napp.use(session({ secret: process.env.SECRET }))\n${routes}\napp.listen(3000)\n`,
      ...more,
    },
    session,
  )

const guard = 'if (!req.session.userId) return res.status(401).json({ error: "no" })'
const read = 'res.json(await prisma.order.findMany())'

test.each([
  ['an early return', `app.get('/', async (req, res) => { ${guard}; ${read} })`, 'session'],
  [
    'a middleware that calls next only then',
    `const mw = (req, res, next) => { if (req.session.userId) next(); else res.sendStatus(401) }\napp.get('/', mw, async (req, res) => { ${read} })`,
    'session',
  ],
  [
    'a middleware made by a function',
    `const need = role => (req, res, next) => { if (req.session.role !== role) return res.sendStatus(403); next() }\napp.get('/', need('admin'), async (req, res) => { ${read} })`,
    'role',
  ],
  [
    'a function that throws',
    `function must(req) { if (!req.session.userId) throw new Error('no'); return req.session.userId }\napp.get('/', async (req, res) => { must(req); ${read} })`,
    'session',
  ],
  [
    'a function that returns nobody',
    `const who = req => { if (!req.session.userId) return null; return req.session.userId }\napp.get('/', async (req, res) => { const me = who(req); if (!me) return res.sendStatus(401); ${read} })`,
    'session',
  ],
  [
    'a function that returns an error to send',
    `const who = req => req.session.userId ? { user: req.session.userId } : { error: 'no' }\napp.get('/', async (req, res) => { const { user, error } = who(req); if (error) return res.sendStatus(401); ${read} })`,
    'session',
  ],
  [
    'a wrapper around the handler',
    `const withAuth = handler => async (req, res) => { if (!req.session.userId) return res.sendStatus(401); return handler(req, res) }\napp.get('/', withAuth(async (req, res) => { ${read} }))`,
    'session',
  ],
  [
    'the name of the role that the caller has',
    `app.get('/', async (req, res) => { if (!req.session.userId) return res.sendStatus(401); const role = await prisma.role.findUnique({ where: { id: req.session.roleId } }); if (role?.name !== 'Manager') return res.sendStatus(403); ${read} })`,
    'role',
  ],
  [
    'what the caller’s role is granted',
    `app.get('/', async (req, res) => { if (!req.session.userId) return res.sendStatus(401); const grants = await prisma.rolePermission.findMany({ where: { roleId: req.session.roleId }, include: { permission: true } }); if (!grants.some(one => one.permission?.resource === 'Order' && one.actions.includes('read'))) return res.sendStatus(403); ${read} })`,
    'role',
  ],
  [
    'that the caller has any role at all, which is no more than being signed in',
    `app.get('/', async (req, res) => { if (!req.session.userId) return res.sendStatus(401); if (!req.session.account) return res.sendStatus(403); ${read} })`,
    'session',
  ],
  [
    'a kind of account that the code names',
    `const only = kinds => (req, res, next) => kinds.includes(req.session.kind) ? next() : res.sendStatus(403)\napp.get('/', only(['keeper', 'manager']), async (req, res) => { ${read} })`,
    'role',
  ],
  [
    'what an earlier function left in res.locals',
    `const who = (req, res, next) => { if (!req.session.userId) return res.sendStatus(401); res.locals.role = req.session.role; next() }\napp.get('/', who, async (req, res) => { if (res.locals.role !== 'admin') return res.sendStatus(403); ${read} })`,
    'role',
  ],
  [
    'a wallet that the code names',
    `const OWNERS = new Set(['0.0.1', '0.0.2'])\napp.get('/', async (req, res) => { if (!OWNERS.has(req.session.walletAddress)) return res.sendStatus(403); ${read} })`,
    'role',
  ],
  [
    'one of two roles',
    `app.get('/', async (req, res) => { const ok = req.session.role === 'admin' || req.session.roles?.includes('admin') || false; if (!ok) return res.sendStatus(403); ${read} })`,
    'role',
  ],
  [
    'a role told by a flag, and looked for in a list',
    `const needs = roles => (req, res, next) => { if (!req.session.user) return res.sendStatus(401); const role = req.session.user.isAdmin ? 'admin' : 'user'; return roles.includes(role) ? next() : res.sendStatus(403) }\napp.get('/', needs(['admin']), async (req, res) => { ${read} })`,
    'role',
  ],
  [
    'a role behind a relation, found by id or by address, in one of three ways',
    `let made; const db = () => { if (process.env.NODE_ENV === 'test') return made(); return prisma }
const found = where => prisma.profile.findFirst({ where, include: { user_roles: true } })
async function roleOf(id) {
  try {
    let profile = await found({ userId: id })
    if (!profile) { const user = await prisma.user.findFirst({ where: { id } }); if (user?.email) profile = await found({ email: user.email }) }
    return profile ? profile.user_roles.role_name : 'customer'
  } catch { return 'customer' }
}
async function check(req) {
  if (!req.session.userId) return { allowed: false }
  const boss = await db().super_admins.findUnique({ where: { userId: req.session.userId } })
  if (boss) return { allowed: true }
  const seat = await prisma.seat.findFirst({ where: { userId: req.session.userId } })
  if (!seat) { if ((await roleOf(req.session.userId)) === 'admin') return { allowed: true }; return { allowed: false } }
  return { allowed: ['owner', 'staff'].includes(seat.role) }
}
app.get('/', async (req, res) => { const result = await check(req); if (!result.allowed) return res.sendStatus(403); ${read} })`,
    'role',
  ],
  [
    'a secret of the scheduler, or a session',
    `app.get('/', async (req, res) => { const isJob = req.headers['x-job'] === process.env.JOB_SECRET; if (!isJob && !req.session.userId) return res.sendStatus(401); ${read} })`,
    'session',
  ],
  [
    'a secret for development, or a session',
    `const who = req => { const token = req.headers.authorization; if (!token) return null; if (process.env.NODE_ENV !== 'production' && token === process.env.DEV_TOKEN) return process.env.DEV_USER; return req.session.userId ?? null }
app.get('/', async (req, res) => { if (!who(req)) return res.sendStatus(401); ${read} })`,
    'session',
  ],
  [
    'what a package runs that is handed the token of the request',
    `import directory from 'some-directory'
app.get('/', async (req, res) => { const tokenOf = r => r.headers.authorization?.split(' ')[1]; await directory().requests.handle({ apiSecret: tokenOf(req) }, async event => { ${read} }) })`,
    'signature',
  ],
  [
    'what it runs that is kept in a variable that nobody follows',
    `const held = globalThis
app.get('/', async (req, res) => { const tokenOf = r => r.headers.authorization?.split(' ')[1]; await held.directory.requests.handle({ apiSecret: tokenOf(req) }, async event => { ${read} }) })`,
    'signature',
  ],
  [
    'a secret that a partner sends',
    `app.get('/', async (req, res) => { if (req.headers.authorization !== \`Bearer \${process.env.CRON_SECRET}\`) return res.sendStatus(401); ${read} })`,
    'signature',
  ],
  [
    'what is written in a try before it returns, and is asked for by the next',
    `const known = req => { try { const user = req.session.user; if (!user) throw new Error('no'); req.me = user; return true } catch { throw new Error('no') } }
const staff = req => { const ok = req.me && req.me.role === 'admin'; if (!ok) throw new Error('no'); return ok }
app.get('/', async (req, res) => { known(req); staff(req); ${read} })`,
    'role',
  ],
  [
    'an owner who is compared where there is a caller to compare with',
    `const find = async (id, me) => { const row = await prisma.order.findUnique({ where: { id } }); if (me && row.userId !== me) throw new Error('no'); return row }
app.get('/', async (req, res) => { if (!req.session.userId) return res.sendStatus(401); res.json(await find(req.query.id, req.session.userId)) })`,
    'owner',
  ],
  [
    'roles that are written on one of two ways',
    `app.get('/', async (req, res) => { const me = {}; req.session.isAdmin ? (me.roles = ['admin']) : (me.roles = ['user']); if (!me.roles.includes('admin')) return res.sendStatus(403); ${read} })`,
    'role',
  ],
  [
    'everything after app.use',
    `app.use((req, res, next) => req.session.userId ? next() : res.sendStatus(401))\napp.get('/', async (req, res) => { ${read} })`,
    'session',
  ],
  [
    'a middleware that hands an error on and goes on itself',
    `const must = (req, res, next) => { if (!req.session.userId) next(new Error('no')); next() }\napp.get('/', must, async (req, res) => { ${read} })`,
    'session',
  ],
  [
    'whoever has the role of everybody is refused',
    `app.get('/', async (req, res) => { ${guard}; if (req.session.user?.role === 'CUSTOMER') return res.sendStatus(403); ${read} })`,
    'role',
  ],
  [
    'one role of several is refused',
    `app.get('/', async (req, res) => { ${guard}; if (req.session.user?.role === 'cook') return res.sendStatus(403); ${read} })`,
    'session',
  ],
  [
    'a promise that resolves only then',
    `const check = req => new Promise((resolve, reject) => { if (!req.session.userId) return reject(new Error('no')); resolve() })\napp.get('/', async (req, res) => { await check(req); ${read} })`,
    'session',
  ],
])('%s guards what comes after it', async (_name, code, auth) => {
  expect(route(await app(code), 'GET', '/').auth).toBe(auth)
})

test.each([
  [
    'a token that something nobody follows merely notes',
    `const held = globalThis
app.get('/', async (req, res) => { await held.tracer.run({ trace: req.headers.authorization }, async () => { ${read} }) })`,
  ],
  ['a check whose result nobody uses', `app.get('/', async (req, res) => { if (!req.session.userId) console.log('nobody'); ${read} })`],
  [
    'a check after the deed',
    `app.get('/', async (req, res) => { const rows = await prisma.order.findMany(); res.json(rows); if (!req.session.userId) return })`,
  ],
  [
    'middleware that is put on later',
    `app.get('/', async (req, res) => { ${read} })\napp.use((req, res, next) => req.session.userId ? next() : res.sendStatus(401))`,
  ],
  [
    'a role that is refused, asked of whoever may be nobody',
    `app.get('/', async (req, res) => { if (req.session.user?.role === 'CUSTOMER') return res.sendStatus(403); ${read} })`,
  ],
  [
    'the same with the role kept first, and a refusal that nobody sends',
    `app.get('/', async (req, res) => { const role = req.session?.user.role; if (!role) console.log('nobody'); if (role === 'CUSTOMER') return res.sendStatus(403); ${read} })`,
  ],
  [
    'an error handed on by one of two tests together',
    `const must = (req, res, next) => { if (req.query.strict) { if (!req.session.userId) next(new Error('no')) } next() }\napp.get('/', must, async (req, res) => { ${read} })`,
  ],
  [
    'a route that is skipped',
    `const must = (req, res, next) => { if (!req.session.userId) next('route'); next() }\napp.get('/', must, async (req, res) => { ${read} })`,
  ],
  ['a check on one of two ways', `app.get('/', async (req, res) => { if (req.query.mine) { ${guard} } ${read} })`],
  ['a check in a line that is commented out', `app.get('/', async (req, res) => { /* ${guard} */ ${read} })`],
  [
    'a catch that lets everybody go on',
    `app.get('/', async (req, res) => { try { if (!req.session.userId) throw new Error('no') } catch {} ${read} })`,
  ],
])('%s guards nothing', async (_name, code) => {
  expect(route(await app(code), 'GET', '/').auth).toBe('open')
})

test('a role that is asked for by a part of its name says which one it is', async () => {
  const model = await app(
    `app.get('/', async (req, res) => { ${guard}; if (!['buyer'].some(role => req.session.user.role?.includes(role))) return res.sendStatus(403); ${read} })`,
  )
  expect(route(model, 'GET', '/').how).toBe('`role` includes `buyer`')
})

test('an identity that whoever calls can send is weak', async () => {
  const model = await app(`app.get('/', async (req, res) => { if (!req.headers['x-user-id']) return res.sendStatus(401); ${read} })`)
  expect(route(model, 'GET', '/').auth).toBe('weak')
})

test.each([
  ['an attribute of a span', `await trace.span('orders', { attributes: { key: req.headers.authorization } }, async () => { ${read} })`],
  ['what a request is remembered by', `await trace.run({ token: req.headers.authorization }, async () => { ${read} })`],
  ['the name of a job', `await trace.schedule({ id: req.headers['x-api-key'] }, async () => { ${read} })`],
])('a token that a package only notes guards nothing: %s', async (_, body) => {
  const model = await app(`import trace from 'some-tracer'\napp.get('/', async (req, res) => { ${body} })`)
  expect(route(model, 'GET', '/').auth).toBe('open')
})

test('an owner compared after the fetch guards what follows', async () => {
  const model = await app(
    `app.delete('/orders/:id', async (req, res) => { ${guard}; const order = await prisma.order.findUnique({ where: { id: req.params.id } }); if (order.userId !== req.session.userId) return res.sendStatus(403); await prisma.order.delete({ where: { id: order.id } }); res.end() })`,
  )
  const last = route(model, 'DELETE', '/orders/:id').effects.find(effect => effect.kind === 'query' && effect.does === 'delete')
  expect(last?.guards.map(one => one.kind)).toContain('owner')
})

test.each([
  ["sellerId !== req.session.userId && req.session.role !== 'SELLER'", 'session'],
  ["deliveryAgentId !== req.session.userId && req.session.role !== 'ADMIN' && req.session.role !== 'DELIVERY_AGENT'", 'session'],
  ["sellerId !== req.session.userId && req.session.role !== 'ADMIN'", 'owner'],
  ["sellerId !== req.session.userId && req.session.role !== 'MODERATOR'", 'owner'],
  ["userId !== req.session.userId && req.session.role !== 'SUPERUSER'", 'owner'],
])('who is let through where a row is asked for its owner or a role: %s', async (refused, kind) => {
  const model = await app(
    `app.delete('/jobs/:id', async (req, res) => { const job = await prisma.job.findUnique({ where: { id: req.params.id } }); if (job.${refused}) return res.sendStatus(403); await prisma.job.delete({ where: { id: job.id } }); res.end() })`,
  )
  const last = route(model, 'DELETE', '/jobs/:id').effects.find(effect => effect.kind === 'query' && effect.does === 'delete')
  expect(last?.guards.map(one => one.kind)).toEqual([kind])
})

test('what a middleware leaves on the request is known by the path that left it', async () => {
  const refresh = `app.use(async (req, res, next) => { if (!req.session.user) return next(); const user = await prisma.user.findUnique({ where: { id: req.session.user.id } }); req.session.user = { id: user.id, role: user.role }; next() })`
  const model = await app(
    `${refresh}\nconst must = (req, res, next) => { if (!req.session.user) return res.redirect('/login'); next() }\napp.get('/', must, async (req, res) => { ${read} })\napp.get('/open', async (req, res) => { ${read} })`,
  )
  expect([route(model, 'GET', '/').auth, route(model, 'GET', '/open').auth]).toEqual(['session', 'open'])
})

test.each(['rows.length === 0', '!rows.length', 'rows.length < 1'])(
  'rows that a statement found for the caller, asked by their number: %s',
  async none => {
    const model = await readApp(
      {
        'server.js': `import express from 'express'\nimport session from 'express-session'\nimport { Sequelize } from 'sequelize'\nconst db = new Sequelize(process.env.URL)\nconst app = express()\napp.use(session({ secret: process.env.SECRET }))\napp.put('/orders', async (req, res) => {\n  const [rows] = await db.query('SELECT o.id FROM orders o JOIN products p ON o.product_id = p.id WHERE o.id = ? AND p.seller_id = ?', [req.body.id, req.session.userId])\n  if (${none}) return res.sendStatus(403)\n  await db.query('UPDATE orders SET status = ? WHERE id = ?', [req.body.status, req.body.id])\n  res.end()\n})\napp.listen(3000)\n`,
      },
      { ...session, sequelize: '6' },
    )
    const last = route(model, 'PUT', '/orders').effects.find(effect => effect.kind === 'query' && effect.does === 'update')
    expect(last?.guards.map(one => one.kind)).toContain('owner')
  },
)
