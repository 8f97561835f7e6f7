import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

describe('whoever is signed in, kept in the body by the guard', () => {
  const shop = (kept: string, taken: string): Files => ({
    'package.json': '{ "name": "s", "type": "module", "dependencies": { "express": "*", "mongoose": "*", "jsonwebtoken": "*" } }',
    'models.js': `import mongoose from 'mongoose'
export const User = mongoose.model('User', new mongoose.Schema({ email: String, password: String }))
export const Rental = mongoose.model('Rental', new mongoose.Schema({ userId: { type: mongoose.Schema.Types.ObjectId, ref: 'User', required: true }, tool: String, address: String }))
`,
    'auth.js': `import jwt from 'jsonwebtoken'
export default function auth(req, res, next) {
  try {
    const decoded = jwt.verify(req.headers.token, process.env.JWT_SECRET)
    ${kept}
    next()
  } catch {
    res.status(401).json({ success: false, message: 'Sign in' })
  }
}
`,
    'controller.js': `import { Rental } from './models.js'
export const cancel = async (req, res) => {
  ${taken}
  await Rental.findByIdAndDelete(rentalId)
  res.json({ success: true })
}
export const mine = async (req, res) => {
  res.json(await Rental.find({ userId: req.body.userId }).limit(20))
}
`,
    'server.js': `import express from 'express'
import auth from './auth.js'
import { cancel, mine } from './controller.js'
const app = express()
app.use(express.json())
app.post('/rentals/cancel', auth, cancel)
app.post('/rentals/mine', auth, mine)
app.listen(3000)
`,
  })

  test('is taken from there with what was sent', async () => {
    const told = await after('access/unscoped-query', shop('req.body.userId = decoded.id', 'const { rentalId } = req.body'))
    expect(told.some(text => text.includes('const { rentalId, userId } = req.body'))).toBe(true)
    expect(told.some(text => text.includes('Rental.findOneAndDelete({ _id: rentalId, userId })'))).toBe(true)
  })

  test('is nobody where what was kept came with the request', async () => {
    const told = await after('access/unscoped-query', shop('req.body.userId = req.headers.id', 'const { rentalId } = req.body'))
    expect(told.filter(text => text.includes('_id: rentalId, userId'))).toEqual([])
  })
})

describe('limits/rate-limit-missing by the limiter of another route', () => {
  const app = (login: string): Files => ({
    'package.json':
      '{ "name": "s", "type": "module", "dependencies": { "express": "*", "express-rate-limit": "*", "pg": "*", "jsonwebtoken": "*", "bcryptjs": "*" } }',
    'server.js': `import bcrypt from 'bcryptjs'
import express from 'express'
import rateLimit from 'express-rate-limit'
import jwt from 'jsonwebtoken'
import pg from 'pg'
const pool = new pg.Pool()
const app = express()
app.use(express.json())
const limiter = rateLimit({ windowMs: 900000, limit: 10 })
const hasBody = (req, res, next) => (req.body ? next() : res.status(400).end())
const signIn = async (req, res) => {
  const { rows } = await pool.query('select id, hash from users where email = $1', [req.body.email])
  if (!rows[0] || !(await bcrypt.compare(req.body.password, rows[0].hash))) return res.status(401).end()
  res.json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET, { expiresIn: '1d' }) })
}
app.post('/api/first', limiter, hasBody, signIn)
${login}
app.listen(3000)
`,
  })

  test('comes first where it does there', async () => {
    const [text] = await after('limits/rate-limit-missing', app("app.post('/api/login', hasBody, signIn)"))
    expect(text).toContain("app.post('/api/login', limiter, hasBody, signIn)")
  })

  test('has a line of its own where others do', async () => {
    const [text] = await after('limits/rate-limit-missing', app("app.post(\n  '/api/login',\n  hasBody,\n  signIn,\n)"))
    expect(text).toContain("'/api/login',\n  limiter,\n  hasBody,")
  })
})

describe('input/unvalidated-body in the manner of the file', () => {
  const shop = (handler: string): Files => ({
    'package.json': '{ "name": "s", "type": "module", "dependencies": { "express": "*", "mongoose": "*" } }',
    'server.js': `import express from 'express'
import mongoose from 'mongoose'
const Order = mongoose.model('Order', new mongoose.Schema({ name: String, address: { type: Object }, amount: { type: Number, required: true } }))
const app = express()
app.use(express.json())
app.post('/orders', async (req, res) => {
  try {
    const { name, address, amount } = req.body
    await Order.create({ name, address, amount })
    res.json({ success: true })
  } catch (error) {
    ${handler}
  }
})
app.listen(3000)
`,
  })

  test('says no as the file does, and takes what the schema of the app takes', async () => {
    const [text] = await after('input/unvalidated-body', shop("res.json({ success: false, message: 'Something went wrong' })"))
    expect(text).toContain("return res.status(400).json({ success: false, message: 'Invalid input' })")
    expect(text).toContain('address: z.union([z.record(z.string(), z.any()), z.string().max(10000)]).nullish()')
    expect(text).toContain('amount: z.coerce.number().min(0)')
  })

  test('says no by the status where the file does', async () => {
    const [text] = await after('input/unvalidated-body', shop("res.status(500).json({ error: 'Something went wrong' })"))
    expect(text).toContain("return res.status(400).json({ error: 'Invalid input' })")
  })
})

describe('input/chained-validators', () => {
  const club = (chain: string, path = './validation.js'): Files => ({
    'package.json': '{ "name": "c", "type": "module", "dependencies": { "express": "*", "express-validator": "*", "mongoose": "*" } }',
    'validation.js': `import { body, validationResult } from 'express-validator'
const validate = (req, res, next) => (validationResult(req).isEmpty() ? next() : res.status(400).json({ message: 'Invalid input' }))
export const joined = [${chain}, validate]
`,
    'server.js': `import express from 'express'
import mongoose from 'mongoose'
import { joined } from '${path}'
const Member = mongoose.model('Member', new mongoose.Schema({ name: String, note: String }))
const app = express()
app.use(express.json())
app.post('/members', joined, async (req, res) => {
  const { name } = req.body
  await Member.create({ name })
  res.status(201).end()
})
app.listen(3000)
`,
  })

  test('asks behind what lets a field be left out, and before what makes a text of it', async () => {
    const [text] = await after('input/chained-validators', club("body('name').optional().trim().notEmpty()"))
    expect(text).toContain("body('name').optional().isString().isLength({ max: 500 }).trim().notEmpty()")
  })

  test('keeps the layout of a chain', async () => {
    const [text] = await after('input/chained-validators', club("\n  body('name')\n    .trim()\n    .notEmpty()"))
    expect(text).toContain("body('name')\n    .isString()\n    .isLength({ max: 500 })\n    .trim()")
  })

  test('leaves a field that no chain looks at', async () => {
    expect(await after('input/chained-validators', club("body('note').trim()"))).toEqual([])
  })
})

test('a package that is brought in stands with the others, below what loads the settings', async () => {
  const [text] = await after('limits/rate-limit-missing', {
    'package.json': '{ "name": "s", "dependencies": { "express": "*", "dotenv": "*", "pg": "*", "jsonwebtoken": "*", "bcryptjs": "*" } }',
    'server.js': `require('dotenv').config()
const express = require('express')
const bcrypt = require('bcryptjs')
const jwt = require('jsonwebtoken')
const pg = require('pg')
const pool = new pg.Pool()
const app = express()
app.use(express.json())
app.post('/api/login', async (req, res) => {
  const { rows } = await pool.query('select id, hash from users where email = $1', [req.body.email])
  if (!rows[0] || !(await bcrypt.compare(req.body.password, rows[0].hash))) return res.status(401).end()
  res.json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET, { expiresIn: '1d' }) })
})
app.listen(3000)
`,
  })
  expect(text).toContain("const pg = require('pg')\nconst { rateLimit } = require('express-rate-limit')")
})

describe('an account by its own id, in an app that takes the caller out of the request first', () => {
  const app = (taken: string): Files => ({
    'package.json': '{ "name": "s", "dependencies": { "express": "*", "sequelize": "*", "jsonwebtoken": "*" } }',
    'models.js': `const { DataTypes, Sequelize } = require('sequelize')
const sequelize = new Sequelize(process.env.DATABASE_URL)
const User = sequelize.define('users', { email: DataTypes.STRING, phone: DataTypes.STRING, role: DataTypes.STRING, password: DataTypes.STRING })
const Rental = sequelize.define('rentals', { userId: DataTypes.INTEGER, tool: DataTypes.STRING })
module.exports = { User, Rental }
`,
    'service.js': `const { User, Rental } = require('./models')
exports.one = id => User.findByPk(id, { attributes: ['email', 'phone'] })
exports.rent = rental => Rental.create(rental)
`,
    'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const service = require('./service')
const app = express()
app.use(express.json())
const signedIn = (req, res, next) => {
  try {
    req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET)
    next()
  } catch {
    res.status(401).json({ error: 'Sign in' })
  }
}
app.post('/rentals', signedIn, async (req, res) => {
  ${taken}
  res.json(await service.rent({ userId: user.sub, tool: String(req.body.tool) }))
})
app.get('/users/:id', signedIn, async (req, res) => {
  res.json(await service.one(req.params.id))
})
app.listen(3000)
`,
  })

  test.each(['const { user } = req', 'const user = req.user'])('is the caller by what the app calls them: %s', async taken => {
    const told = await after('access/unscoped-query', app(taken))
    expect(told.some(text => text.includes('if (String(req.user.sub) !== req.params.id) return res.status(403)'))).toBe(true)
  })

  test.each(['const { user } = req.body', 'const user = await service.one(req.body.id)'])(
    'is left where that is somebody else: %s',
    async taken => {
      expect(await after('access/unscoped-query', app(taken))).toEqual([])
    },
  )
})
