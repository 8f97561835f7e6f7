import { expect, test } from 'vitest'
import { readApp } from '#plugins/app.fixture'
import { sourceOf } from '#database/source.fixture'
import { withSettings } from '../request/shape.js'
import { makeEnvironment } from './environment.js'

const around = {
  seed: 'test',
  appUrl: 'http://localhost:3000',
  port: 3000,
  databaseUrl: undefined,
  databasePassword: 'secret',
  fileUrl: undefined,
  mongoUrl: 'mongodb://localhost:27017/app',
  redisUrl: 'redis://localhost:6379',
  supabase: false,
}

const SERVER = `
import express from 'express'
const app = express()
const api = process.env.BASE_API_URL
app.get(\`/\${api}/users\`, (req, res) => res.json({ link: process.env.SHOP_API_URL, docs: process.env.WEB_URL || '/docs', fee: Number(process.env.FEE_BPS) }))
app.listen(3000)`

test('a variable that is a part of an address is what the template says, and no address itself', async () => {
  const files = { 'server.js': SERVER, 'example.env': 'BASE_API_URL=v2\nSHOP_API_URL=shop\n' }
  const model = await readApp(files, { express: '5' })
  const env = makeEnvironment(model, sourceOf(files), around)
  expect(env['BASE_API_URL']).toBe('v2')
  expect(env['SHOP_API_URL']).toMatch(/^https:/)
  expect(env['WEB_URL']).toBe('/docs')
  expect(env['FEE_BPS']).toBe('500')
  expect(makeEnvironment(model, sourceOf({ 'server.js': SERVER }), around)['BASE_API_URL']).toBe('api')
  expect(withSettings(model.routes[0]!.path, name => env[name])).toBe('/v2/users')
})

test('what no variable fills stays as it is', () => {
  expect(withSettings('/:API_PREFIX/users/:id', () => undefined)).toBe('/:API_PREFIX/users/:id')
})

test('where code writes the name of the database behind the address, the address has none', async () => {
  const files = {
    'db.js':
      "import mongoose from 'mongoose'\nmongoose.connect(`${process.env.MONGODB_URI}/shop`)\nmongoose.createConnection(process.env.MONGO_LOGS_URL + '/logs')",
    'other.js': "import mongoose from 'mongoose'\nmongoose.connect(process.env.MONGO_URL)\nfetch(`${process.env.SITE_URL}/ping`)",
  }
  const env = makeEnvironment(await readApp(files, { mongoose: '8' }), sourceOf(files), around)
  expect(env).toMatchObject({
    MONGODB_URI: 'mongodb://localhost:27017',
    MONGO_LOGS_URL: 'mongodb://localhost:27017',
    MONGO_URL: 'mongodb://localhost:27017/app',
  })
})
