import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const started = (lines: string, more: Record<string, string> = {}): Promise<string[]> =>
  findingsIn('broken/erased-at-start', {
    'package.json':
      '{ "name": "shop", "dependencies": { "express": "5.0.0", "sequelize": "6.0.0", "mongoose": "8.0.0", "mongodb": "6.0.0" } }',
    'server.js': `const express = require('express')
const { Sequelize } = require('sequelize')
const mongoose = require('mongoose')
const { MongoClient } = require('mongodb')
const sequelize = new Sequelize(process.env.DATABASE_URL)
const app = express()
app.get('/', (req, res) => res.send('ok'))
${lines}
app.listen(3000)`,
    ...more,
  })

const line = (how: string): string => `server.js:8 critical \`${how}\` in \`server.js\` drops every table each time the app starts.`

test.each([
  ['sequelize.sync({ force: true })', 'sync({ force: true })'],
  [
    'const start = async () => { try { await sequelize.authenticate(); await sequelize.sync({ force: true, logging: false }) } catch (e) { process.exit(1) } }; start()',
    'sync({ force: true })',
  ],
  ["mongoose.connection.once('open', () => mongoose.connection.dropDatabase())", 'dropDatabase()'],
  ["MongoClient.connect(process.env.MONGO_URL, (err, client) => { if (err) return; client.db('shop').dropDatabase() })", 'dropDatabase()'],
])('finds %s', async (code, how) => expect(await started(code)).toEqual([line(how)]))

test.each([
  ['tables that are only brought up to date', 'sequelize.sync({ alter: true })'],
  ['a setting that is asked', "if (process.env.RESET_DB === 'yes') sequelize.sync({ force: true })"],
  ['a setting that is handed over', "sequelize.sync({ force: process.env.NODE_ENV === 'test' })"],
  ['an argument that is asked', "if (process.argv.includes('--reset')) sequelize.sync({ force: true })"],
  ['something that a request does', "app.post('/reset', async (req, res) => { await sequelize.sync({ force: true }); res.end() })"],
  ['a function that nobody calls', 'const reset = () => sequelize.sync({ force: true })'],
])('passes %s', async (_, code) => expect(await started(code)).toEqual([]))

test('passes scripts that the app does not load, the settings of tests, and a database in memory', async () => {
  expect(
    await started('sequelize.sync()', {
      'scripts/reset.js': "const { Sequelize } = require('sequelize')\nnew Sequelize(process.env.DATABASE_URL).sync({ force: true })",
      'test/data-source.ts': 'export default { dropSchema: true }',
    }),
  ).toEqual([])
  expect(await started("new Sequelize('sqlite::memory:').sync({ force: true })")).toEqual([])
})
