import { expect, test } from 'vitest'
import { sourceOf } from '#database/source.fixture'
import { spelledOut } from './spelled-out.js'

test.each([
  [
    'an address',
    { 'db.js': "const { Pool } = require('pg')\nnew Pool({ connectionString: 'postgres://shop:pw@db.local:5432/market' })" },
    'market',
    ['shop'],
  ],
  [
    'parts of one',
    { 'db.js': "const { Pool } = require('pg')\nnew Pool({ user: 'shop', host: 'db', database: 'market', password: 'pw' })" },
    'market',
    ['shop'],
  ],
  [
    'a file of settings',
    { 'config.js': 'module.exports = { "db": { "server": "postgres://postgres:postgres@10.2.5.7", "database": "market" } }' },
    'market',
    [],
  ],
  ['a variable', { 'db.js': "const { Pool } = require('pg')\nnew Pool({ connectionString: process.env.DATABASE_URL })" }, 'app', []],
  ['a kind of database', { 'config.js': "module.exports = { database: 'postgres', user: process.env.DB_USER }" }, 'app', []],
  [
    'the server’s own database',
    { 'db.js': "require('pg')\nconst url = 'postgres://postgres:postgres@localhost:54322/postgres'" },
    'app',
    [],
  ],
  ['a test', { 'test/db.js': "require('pg')\nconst url = 'postgres://tester:pw@localhost/tested'" }, 'app', []],
  ['something else', { 'model.js': "module.exports = { database: 'orders' }" }, 'app', []],
] as const)('%s', (_, files, database, users) => {
  expect(spelledOut(sourceOf({ ...files }))).toEqual({ database, users })
})
