import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { readCatalogue } from '#database/read'
import { openFacts } from '#facts/cache'
import { buildModel } from '#model/build'
import { nameOf } from '#model/read/route'
import { readSource } from '#source/read'
import { branchOf, onBranch, saidTo } from './branches.js'

const APP = new Map([
  ['package.json', JSON.stringify({ name: 'shop', dependencies: { express: '5', pg: '8' } })],
  [
    'server.js',
    `import express from 'express'
import pg from 'pg'
const pool = new pg.Pool()
const app = express()
app.use(express.json())
app.post('/do', async (req, res) => {
  const { action, id } = req.body
  switch (action) {
    case 'close':
      await pool.query("update shops set open = false where id = $1", [id])
      break
    case 'erase':
      await pool.query('delete from shops where id = $1', [id])
      break
    default:
      return res.status(400).json({ error: 'Invalid action' })
  }
  res.json({ done: true })
})
app.post('/notes', async (req, res) => {
  await pool.query('insert into notes (body) values ($1)', [req.body.body])
  res.json({ done: true })
})
app.post('/letters', async (req, res) => {
  if (!req.body.to.includes('@')) return res.status(400).end()
  if (['short', 'long'].includes(req.body.form)) await pool.query('insert into letters (body) values ($1)', [req.body.to])
  res.json({ done: true })
})
app.listen(3000)`,
  ],
])

test('a route that does several things is told apart by what the request says', () =>
  withApp(APP, async root => {
    const source = readSource(root)
    const { routes } = await buildModel(source, openFacts(source, undefined), await readCatalogue(source))
    const route = routes.find(one => nameOf(one) === 'POST /do')!
    const erase = route.effects.find(effect => effect.kind === 'query' && effect.does === 'delete')!
    expect([...branchOf(erase)]).toEqual([['body.action', 'erase']])

    const meant = onBranch(route, branchOf(erase))
    expect(meant.effects.flatMap(effect => (effect.kind === 'query' ? [effect.does] : []))).toEqual(['delete'])
    expect([...saidTo(meant).always]).toEqual([['body.action', 'erase']])
    expect(onBranch(route, branchOf(erase))).toBe(meant)

    expect([...saidTo(route).mostly.keys()]).toEqual(['body.action'])
    // That a text holds a letter does not say which text it is.
    expect([...saidTo(routes.find(one => nameOf(one) === 'POST /letters')!).always]).toEqual([['body.form', 'short']])
    const plain = routes.find(one => nameOf(one) === 'POST /notes')!
    expect(onBranch(plain, branchOf(plain.effects.find(({ kind }) => kind === 'query')!))).toBe(plain)
    expect(saidTo(plain).mostly.size).toBe(0)
  }))
