import { expect, test } from 'vitest'
import { readApp, route } from '#plugins/app.fixture'
import { routeFields } from './field.js'

const SERVER = `
import express from 'express'
import { Pool } from 'pg'
const app = express()
const pool = new Pool()
app.use(express.json())
app.put('/listings/:id', async (req, res) => {
  const fields = []
  const values = []
  for (const key of ['title', 'place']) if (req.body[key] !== undefined) { values.push(req.body[key]); fields.push(key + ' = $' + values.length) }
  const { title, place } = req.body
  values.push(title, place, req.params.id)
  await pool.query('update listings set ' + fields.join(', ') + ' where id = $' + values.length, values)
  res.json({})
})
app.get('/listings/:id', async (req, res) => {
  res.json((await pool.query('select * from listings where id = $1', [req.params.id])).rows)
})
app.listen(3000)`

const keyed = async (method: string): Promise<readonly string[]> => {
  const model = await readApp(
    { 'server.js': SERVER, 'schema.sql': 'create table listings (id int primary key, title text, place text);' },
    { express: '5', pg: '8' },
  )
  return routeFields(route(model, method, '/listings/:id'))
    .filter(field => field.columns.some(column => column.column === 'id'))
    .map(field => [field.from, ...field.path].join('.'))
}

test('of values that one statement is given together, the key is what is called so', async () => {
  expect(await keyed('GET')).toEqual(['params.id'])
  expect((await keyed('PUT')).filter(name => name.startsWith('body'))).toEqual([])
})
