import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const server = (handler: string) => ({
  'server.js': `const express = require('express')
const { Pool } = require('pg')
const pool = new Pool()
const app = express()
app.get('/items/:id', async (req, res) => {
${handler}
})
app.listen(3000)`,
})
const found = async (handler: string) =>
  (await findingsIn('input/sql-injection', server(handler))).map(one => one.split(' ').slice(0, 2).join(' '))

test.each([
  ['a template', 'res.json(await pool.query(`SELECT * FROM items WHERE id = ${req.params.id}`))'],
  ['joined texts', "res.json(await pool.query('SELECT * FROM items WHERE id = ' + req.params.id))"],
  [
    'one way of two',
    "const where = req.query.q ? ` WHERE name LIKE '%${req.query.q}%'` : ''\nres.json(await pool.query('SELECT * FROM items' + where))",
  ],
])('finds %s', async (_, handler) => {
  expect((await found(handler))[0]).toMatch(/^server\.js:\d+ critical$/)
})

test.each([
  ['bound values', "res.json(await pool.query('SELECT * FROM items WHERE id = $1', [req.params.id]))"],
  ['a text made a number', 'res.json(await pool.query(`SELECT * FROM items LIMIT ${parseInt(String(req.query.n), 10)}`))'],
  ['a trimmed text made a number', 'res.json(await pool.query(`SELECT * FROM items LIMIT ${Number(req.query.n.trim())}`))'],
  ['numbers', 'res.json(await pool.query(`SELECT * FROM items LIMIT ${Number(req.query.limit)}`))'],
  [
    'one of two names',
    "const order = req.query.sort === 'price' ? 'price' : 'name'\nres.json(await pool.query(`SELECT * FROM items ORDER BY ${order}`))",
  ],
  [
    'a name from a list',
    "if (!['price', 'name'].includes(req.query.sort)) return res.status(400).end()\nres.json(await pool.query(`SELECT * FROM items ORDER BY ${req.query.sort}`))",
  ],
  [
    'the numbers of bound values',
    "const values = []\nconst parts = ['active = true']\nif (req.query.q) {\n  values.push(`%${req.query.q}%`)\n  parts.push(`(name ILIKE $${values.length} OR info ILIKE $${values.length})`)\n}\nres.json(await pool.query(`SELECT * FROM items WHERE ${parts.join(' AND ')}`, values))",
  ],
  [
    'columns of a list, each bound',
    "const values = []\nconst sets = []\nfor (const field of ['name', 'info']) {\n  if (req.query[field] !== undefined) {\n    values.push(req.query[field])\n    sets.push(`${field} = $${values.length}`)\n  }\n}\nvalues.push(req.params.id)\nawait pool.query(`UPDATE items SET ${sets.join(', ')} WHERE id = $${values.length}`, values)\nres.end()",
  ],
  [
    'a name from a list, or another',
    "const sort = ['price', 'name'].includes(req.query.sort) ? req.query.sort : 'name'\nres.json(await pool.query(`SELECT * FROM items ORDER BY ${sort === 'price' ? 'price' : 'items.' + sort}`))",
  ],
  [
    'a name that a function takes from a list',
    "const known = (name, names) => (names.includes(name) ? name : names[0])\nres.json(await pool.query(`SELECT * FROM items ORDER BY ${known(req.query.sort, ['price', 'name'])}`))",
  ],
])('passes %s', async (_, handler) => {
  expect(await found(handler)).toEqual([])
})
