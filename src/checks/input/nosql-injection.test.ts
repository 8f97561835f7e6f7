import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (handler: string, parser = 'express.json()') => ({
  'server.js': `const express = require('express')
const { MongoClient } = require('mongodb')
const users = new MongoClient(process.env.MONGO_URL).db('shop').collection('users')
const app = express()
app.use(${parser})
app.post('/find/:id', async (req, res) => {
${handler}
})
app.listen(3000)`,
})
const found = async (handler: string, parser?: string) =>
  (await findingsIn('input/nosql-injection', app(handler, parser))).map(one => one.split(' ')[1])

test('weighs a secret more than a name, and a deletion more than a look-up', async () => {
  expect(await found('res.json({ found: await users.findOne({ token: req.body.token }) })')).toEqual(['high'])
  expect(await found('res.json({ found: await users.findOne({ name: req.body.name }) })')).toEqual(['medium'])
  expect(await found('await users.deleteMany({ name: req.body.name })\nres.end()')).toEqual(['high'])
})

test.each([
  ['parameters of the path', 'res.json({ found: await users.findOne({ name: req.params.id }) })', 'express.json()'],
  [
    'a form that is not extended',
    'res.json({ found: await users.findOne({ token: req.body.token }) })',
    'express.urlencoded({ extended: false })',
  ],
  ['numbers', 'res.json({ found: await users.findOne({ age: Number(req.body.age) }) })', 'express.json()'],
  ['what only texts can do', 'res.json({ found: await users.findOne({ name: req.body.name.trim().toLowerCase() }) })', 'express.json()'],
  ['what is made a text', 'res.json({ found: await users.findOne({ name: String(req.body.name) }) })', 'express.json()'],
  [
    'texts',
    "if (typeof req.body.token !== 'string') return res.status(400).end()\nres.json({ found: await users.findOne({ token: req.body.token }) })",
    'express.json()',
  ],
])('passes %s', async (_, handler, parser) => {
  expect(await found(handler, parser)).toEqual([])
})
