import bcrypt from 'bcryptjs'
import express from 'express'
import { requireAdmin, requireUser, tokenFor } from './auth.js'
import { pool } from './db.js'

const app = express()
app.use(express.json())

app.get('/health', (req, res) => res.json({ ok: true, shop: process.env.SHOP_NAME }))

app.post('/api/register', async (req, res) => {
  const { email, password } = req.body
  if (typeof email !== 'string' || typeof password !== 'string' || password.length < 8)
    return res.status(400).json({ error: 'An address and a password of eight letters' })
  const { rows } = await pool.query('insert into users (email, password_hash) values ($1, $2) returning id, email', [
    email,
    await bcrypt.hash(password, 10),
  ])
  res.status(201).json({ user: rows[0], token: tokenFor(rows[0]) })
})

app.post('/api/login', async (req, res) => {
  const { email, password } = req.body
  const { rows } = await pool.query('select * from users where email = $1', [String(email)])
  if (rows.length === 0 || !(await bcrypt.compare(String(password), rows[0].password_hash)))
    return res.status(401).json({ error: 'Wrong address or password' })
  res.json({ token: tokenFor(rows[0]) })
})

app.get('/api/orders', requireUser, async (req, res) => {
  const { rows } = await pool.query('select id, status, total_cents from orders where user_id = $1 order by created_at desc limit 50', [
    req.user.id,
  ])
  res.json(rows)
})

app.get('/api/orders/:id', requireUser, async (req, res) => {
  const { rows } = await pool.query('select * from orders where id = $1', [req.params.id])
  if (rows.length === 0) return res.status(404).json({ error: 'Not found' })
  res.json(rows[0])
})

app.get('/api/search', requireUser, async (req, res) => {
  const { rows } = await pool.query(`select id, status from orders where user_id = ${req.user.id} and note like '%${req.query.q}%' limit 20`)
  res.json(rows)
})

app.get('/api/admin/orders', requireUser, async (req, res) => {
  const { rows } = await pool.query('select id, user_id, address, total_cents from orders order by created_at desc limit 100')
  res.json(rows)
})

app.delete('/api/admin/orders/:id', requireUser, requireAdmin, async (req, res) => {
  await pool.query('delete from orders where id = $1', [Number(req.params.id)])
  res.status(204).end()
})

app.listen(process.env.PORT ?? 3000)
