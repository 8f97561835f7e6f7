import { expect, test } from 'vitest'
import { deeds, readApp, route, spell } from '../app.fixture.js'

const app = (body: string, more: Record<string, string> = {}): ReturnType<typeof readApp> =>
  readApp({
    'server.js': `
import express from 'express'
import passport from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import { Strategy as JwtStrategy } from 'passport-jwt'
import { PrismaClient } from '@prisma/client'
import bcrypt from 'bcrypt'
const prisma = new PrismaClient()
const app = express()
${body}
app.listen(3000)`,
    ...more,
  })

const LOCAL = `
passport.use(new LocalStrategy({ usernameField: 'email' }, async (email, password, done) => {
  const user = await prisma.user.findUnique({ where: { email } })
  if (!user || !(await bcrypt.compare(password, user.password))) return done(null, false)
  done(null, user)
}))
`

test('a login runs the code that looks the user up', async () => {
  const model = await app(`${LOCAL}app.post('/login', passport.authenticate('local'), (req, res) => res.json({ id: req.user.id }))`)
  expect(deeds(model)).toEqual(['query read user', 'compare', 'session'])
  expect(route(model, 'POST', '/login').auth).toBe('public')
  expect(spell(route(model, 'POST', '/login').effects.flatMap(one => (one.kind === 'respond' ? [one.body] : []))[0]!)).toContain(
    'row(user).id',
  )
})

test('a token strategy is a guard, by its own name and by the app’s', async () => {
  const model = await app(`
passport.use('staff', new JwtStrategy({ secretOrKey: process.env.JWT_SECRET }, (payload, done) => prisma.user.findUnique({ where: { id: payload.sub } }).then(user => done(null, user))))
app.get('/a', passport.authenticate('jwt', { session: false }), (req, res) => prisma.order.delete({ where: { id: req.query.id } }))
app.get('/b', passport.authenticate('staff', { session: false }), (req, res) => prisma.order.delete({ where: { id: req.query.id } }))
app.get('/c', (req, res) => prisma.order.delete({ where: { id: req.query.id } }))`)
  expect(['/a', '/b', '/c'].map(path => route(model, 'GET', path).auth)).toEqual(['session', 'session', 'open'])
  const setup = model.setups.find(one => one.library === 'passport-jwt')
  expect(setup?.effects).toMatchObject([
    { kind: 'query', table: 'user', filters: [{ column: 'id', value: { from: 'session', path: ['sub'] } }] },
  ])
})

test('a callback decides by itself', async () => {
  const model = await app(`
const auth = (req, res, next) => passport.authenticate('jwt', { session: false }, (err, user) => {
  if (err || !user) return res.status(401).end()
  req.user = user
  next()
})(req, res, next)
const lax = (req, res, next) => passport.authenticate('jwt', { session: false }, (err, user) => { req.user = user; next() })(req, res, next)
app.get('/a', auth, (req, res) => prisma.order.delete({ where: { id: req.query.id } }))
app.get('/b', lax, (req, res) => prisma.order.delete({ where: { id: req.query.id } }))`)
  expect(['/a', '/b'].map(path => route(model, 'GET', path).auth)).toEqual(['session', 'open'])
})

const GUARD = `
const isIn = (req, res, next) => { if (req.isAuthenticated()) return next(); res.redirect('/login') }
app.get('/a', isIn, (req, res) => prisma.order.delete({ where: { id: req.query.id } }))`

test('`req.isAuthenticated()` says something only where Passport is set up', async () => {
  const mounted = await app(`app.use(passport.initialize())\napp.use(passport.session())${GUARD}`)
  expect(route(mounted, 'GET', '/a').auth).toBe('session')
  const not = await app(GUARD)
  expect(route(not, 'GET', '/a').auth).toBe('weak')
})

test('a set-up that nobody calls sets nothing up', async () => {
  const model = await app(`import './auth.js'${GUARD}`, {
    'auth.js': `
import passport from 'passport'
export function setupAuth(app) {
  app.use(passport.initialize())
  app.use(passport.session())
  app.get('/me', (req, res) => res.json(req.user))
}`,
  })
  expect(route(model, 'GET', '/a').auth).toBe('weak')
  expect(route(model, 'GET', '/me').unreached).toBe(true)
})
