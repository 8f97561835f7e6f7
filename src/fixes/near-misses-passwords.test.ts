import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

describe('a password that only one place forgets to hash', () => {
  const app = (
    write: string,
    login = 'if (!(await bcrypt.compare(req.body.password, user.password))) return res.sendStatus(401)',
  ): Files => ({
    'package.json': '{ "name": "s", "type": "module", "dependencies": { "express": "*", "bcryptjs": "*", "@prisma/client": "*" } }',
    'server.js': `import bcrypt from 'bcryptjs'
import express from 'express'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
app.post('/signup', async (req, res) => {
  await prisma.user.create({ data: { email: req.body.email, password: await bcrypt.hash(req.body.password, 10) } })
  res.json({})
})
app.post('/login', async (req, res) => {
  const user = await prisma.user.findUnique({ where: { email: req.body.email } })
  ${login}
  res.json({ id: user.id })
})
${write}
app.listen(3000)
`,
  })

  test('is hashed as elsewhere', async () => {
    const told = await after(
      'sessions/hashed-password',
      app(`app.post('/reset', async (req, res) => {
  const { id, password } = req.body
  if (!password) return res.sendStatus(400)
  await prisma.user.update({ where: { id }, data: { password } })
  res.json({})
})`),
    )
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('data: { password: await bcrypt.hash(password, 10) }')
  })

  test('is hashed only where there is one', async () => {
    const [told] = await after(
      'sessions/hashed-password',
      app(`app.patch('/users/:id', async (req, res) => {
  const { name, password } = req.body
  await prisma.user.update({ where: { id: req.params.id }, data: { name, password } })
  res.json({})
})`),
    )
    expect(told).toContain('data: { name, password: password && (await bcrypt.hash(password, 10)) }')
  })

  test.each([
    [
      'nobody waits for the hash',
      `app.post('/reset', (req, res) => {
  prisma.user.update({ where: { id: req.body.id }, data: { password: req.body.password } }).then(() => res.json({}))
})`,
      undefined,
    ],
    [
      'it is made in two ways',
      `app.post('/reset', async (req, res) => {
  const row = req.body.forced ? { password: req.body.password, stale: true } : { password: req.body.password }
  await prisma.user.update({ where: { id: req.body.id }, data: row })
  res.json({})
})`,
      undefined,
    ],
    [
      'signing in compares it as it was typed',
      `app.post('/reset', async (req, res) => {
  await prisma.user.update({ where: { id: req.body.id }, data: { password: req.body.password } })
  res.json({})
})`,
      'if (req.body.password !== user.password) return res.sendStatus(401)',
    ],
  ])('is left where %s', async (_, write, login) => {
    expect(await after('sessions/hashed-password', app(write, login))).toEqual([])
  })
})

describe('passwords that are stored and compared as they were typed', () => {
  const app = (
    over: { readonly column?: string; readonly read?: string; readonly test?: string; readonly write?: string } = {},
  ): Files => ({
    'package.json': '{ "name": "s", "dependencies": { "express": "*", "bcrypt": "*", "sequelize": "*", "mysql2": "*" } }',
    'models/member.js': `const { DataTypes, Sequelize } = require('sequelize')
const sequelize = new Sequelize(process.env.DATABASE_URL)
module.exports = sequelize.define('Member', {
  email: { type: DataTypes.STRING, unique: true },
  password: ${over.column ?? '{ type: DataTypes.STRING, allowNull: false }'},
})
`,
    'server.js': `const express = require('express')
const Member = require('./models/member')
const app = express()
app.use(express.json())
app.post('/signup', async (req, res) => {
  const { email, password } = req.body
  ${over.write ?? 'await Member.create({ email, password })'}
  res.json({})
})
app.post('/login', async (req, res) => {
  const { email, password } = req.body
  const member = ${over.read ?? 'await Member.findOne({ where: { email } })'}
  if (${over.test ?? '!member || member.password !== password'}) return res.sendStatus(401)
  res.json({ id: member.id })
})
app.listen(3000)
`,
  })

  test('are hashed at once wherever they stand, and old rows when their people sign in', async () => {
    const told = await after('sessions/hash-and-compare', app())
    expect(told).toHaveLength(2)
    for (const text of told) {
      expect(text).toContain("const { hashPassword, matchesPassword } = require('./utils/password')")
      expect(text).toContain('await Member.create({ email, password: await hashPassword(password) })')
      expect(text).toContain('if (!member || !(await matchesPassword(member, password))) return')
    }
  })

  test.each([
    ['a hash would not fit', { column: '{ type: DataTypes.STRING(40) }' }],
    ['the model asks how long it is', { column: '{ type: DataTypes.STRING, validate: { len: [6, 20] } }' }],
    ['the row cannot be written', { read: 'await Member.findOne({ where: { email }, raw: true })' }],
    ['the database compares', { read: 'await Member.findOne({ where: { email, password } })', test: '!member' }],
    ['there is another way in', { test: "!member || (member.password !== password && member.password !== require('md5')(password))" }],
    [
      'it is written in a callback',
      { write: 'Member.create({ email, password }).then(() => 0)\n  ;[1].forEach(() => Member.create({ email, password }))' },
    ],
  ])('are left where %s', async (_, over) => {
    expect(await after('sessions/hash-and-compare', app(over))).toEqual([])
  })
})
