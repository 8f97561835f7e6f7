import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const schema = `
datasource db { 
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model User {
  id           Int    @id
  name         String
  passwordHash String
  resetToken   String?
}
`
const route = (body: string): Promise<string[]> =>
  findingsIn('errors/sensitive-data-returned', {
    'prisma/schema.prisma': schema,
    'app/api/users/route.ts': `import { PrismaClient } from '@prisma/client'
import { NextResponse } from 'next/server'
const db = new PrismaClient()
export async function GET() {
${body}
}`,
  })

test('finds whole rows, wherever they stand in the answer', async () => {
  expect(
    await route(
      'const users = await db.user.findMany({ take: 5 })\nreturn NextResponse.json({ data: { users: users.map(user => ({ ...user, at: 1 })) } })',
    ),
  ).toEqual(['app/api/users/route.ts:5 critical `GET /api/users` answers with `passwordHash`, `resetToken` of rows of `User`.'])
})

test('passes a document whose hash was deleted, and tells what comes back to whoever entered it more mildly', async () => {
  const mongo = (lines: string) =>
    findingsIn('errors/sensitive-data-returned', {
      'server.js': `const express = require('express')
const mongoose = require('mongoose')
const User = mongoose.model('User', new mongoose.Schema({ email: String, password: String }))
const app = express()
app.use(express.json())
app.post('/login', async (req, res) => {
  try {
${lines}
  } catch (error) {
    res.status(500).json({ error: 'failed' })
  }
})
app.listen(3000)`,
    })
  const found =
    'const user = await User.findOne({ email: String(req.body.email) })\nif (!user) return res.status(401).end()\nconst seen = user.toObject()'
  expect(await mongo(`${found}\ndelete seen.password\nres.json({ user: seen })`)).toEqual([])
  expect(await mongo(`${found}\nres.json({ user: seen })`)).toEqual([
    'server.js:8 critical `POST /login` answers with `password` of rows of `users`.',
  ])
  expect(await mongo('res.json(await User.create({ email: req.body.email, password: await hash(req.body.password) }))')).toEqual([
    "server.js:8 medium `POST /login` answers with `password` of the caller's own row of `users`.",
  ])
})

test.each([
  ['named columns', 'return NextResponse.json(await db.user.findMany({ select: { id: true, name: true } }))'],
  ['columns left out', 'return NextResponse.json(await db.user.findMany({ omit: { passwordHash: true, resetToken: true } }))'],
  [
    'columns taken out',
    'const user = await db.user.findFirst()\nconst { passwordHash, resetToken, ...rest } = user\nreturn NextResponse.json(rest)',
  ],
  [
    'columns deleted',
    'const user = await db.user.findFirst()\ndelete user.passwordHash\ndelete user.resetToken\nreturn NextResponse.json(user)',
  ],
  [
    'columns overwritten',
    'const user = await db.user.findFirst()\nreturn NextResponse.json({ ...user, passwordHash: undefined, resetToken: undefined })',
  ],
  [
    'a function that nobody can read',
    "const { clean } = await import('cleaner')\nreturn NextResponse.json(clean(await db.user.findFirst()))",
  ],
  ['one harmless column', 'const user = await db.user.findFirst()\nreturn NextResponse.json({ name: user.name })'],
  ['a refusal', 'const user = await db.user.findFirst()\nreturn NextResponse.json({ user }, { status: 403 })'],
])('passes %s', async (_, body) => {
  expect(await route(body)).toEqual([])
})

test.each([
  ['finds the user of a session as it was looked up', 'done(null, user)', ['main.ts']],
  ['passes one without the columns', 'const { passwordHash, resetToken, ...rest } = user; done(null, rest)', []],
])('%s', async (_, hand, files) => {
  const found = await findingsIn('errors/sensitive-data-returned', {
    'prisma/schema.prisma': schema,
    'main.ts': `import express from 'express'
import passport from 'passport'
import { PrismaClient } from '@prisma/client'
const db = new PrismaClient()
const app = express()
app.use(passport.initialize())
app.use(passport.session())
passport.deserializeUser(async (id, done) => { const user = await db.user.findUnique({ where: { id } }); ${hand} })
app.get('/api/user', (req, res) => {
  if (!req.isAuthenticated()) return res.sendStatus(401)
  res.json(req.user)
})
app.listen(3000)`,
    'package.json': '{ "name": "a", "scripts": { "start": "node main.ts" }, "dependencies": { "express": "5", "passport": "1" } }',
  })
  expect(found.map(one => one.split(':')[0])).toEqual(files)
})

test.each([
  ['', true],
  ['user.password = undefined', false],
  ['delete user._doc.password', false],
  ['delete user.email', true],
])('a document of Mongoose after `%s`: %s', async (line, told) => {
  const found = await findingsIn('errors/sensitive-data-returned', {
    'user.js':
      "const mongoose = require('mongoose')\nmodule.exports = mongoose.model('User', new mongoose.Schema({ email: String, password: String }))",
    'server.js': `const express = require('express')
const User = require('./user')
const app = express()
app.get('/users/:id', async (req, res) => {
  const user = await User.findById(req.params.id)
  if (!user) return res.sendStatus(404)
  ${line}
  res.json(user)
})
app.get('/people/:id', async (req, res) => {
  let user = (await User.findById(req.params.id)).toObject()
  delete user.password
  res.json({ user })
})
app.listen(3000)`,
  })
  expect(found.length).toBe(told ? 1 : 0)
})

const signIn = (answer: string) =>
  findingsIn('errors/sensitive-data-returned', {
    'prisma/schema.prisma': schema,
    'server.js': `import express from 'express'
import bcrypt from 'bcryptjs'
import jwt from 'jsonwebtoken'
import { PrismaClient } from '@prisma/client'
const app = express(), db = new PrismaClient()
app.post('/login', async (req, res) => {
  const user = await db.user.findFirst({ where: { name: String(req.body.name) } })
  if (!user || !(await bcrypt.compare(req.body.password, user.passwordHash))) return res.sendStatus(401)
  ${answer}
})
app.listen(3000)`,
  })

test('whoever has just shown the password is told of their own row, and a token hides nothing', async () => {
  const own = (line: number) => [
    `server.js:${line} medium \`POST /login\` answers with \`passwordHash\`, \`resetToken\` of the caller's own row of \`User\`.`,
  ]
  expect(await signIn('res.json({ user })')).toEqual(own(7))
  expect(await signIn('res.json({ token: jwt.sign(user, process.env.SECRET) })')).toEqual(own(7))
  expect(await signIn('res.json({ token: jwt.sign({ id: user.id }, process.env.SECRET) })')).toEqual([])
})
