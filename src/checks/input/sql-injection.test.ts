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
  ['numbers', 'res.json(await pool.query(`SELECT * FROM items LIMIT ${Number(req.query.limit)}`))'],
  [
    'one of two names',
    "const order = req.query.sort === 'price' ? 'price' : 'name'\nres.json(await pool.query(`SELECT * FROM items ORDER BY ${order}`))",
  ],
  [
    'a name from a list',
    "if (!['price', 'name'].includes(req.query.sort)) return res.status(400).end()\nres.json(await pool.query(`SELECT * FROM items ORDER BY ${req.query.sort}`))",
  ],
])('passes %s', async (_, handler) => {
  expect(await found(handler)).toEqual([])
})
