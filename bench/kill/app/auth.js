import jwt from 'jsonwebtoken'
import { pool } from './db.js'

export const tokenFor = user => jwt.sign({ id: user.id }, process.env.JWT_SECRET, { expiresIn: '7d' })

export async function requireUser(req, res, next) {
  try {
    const { id } = jwt.verify((req.headers.authorization ?? '').replace('Bearer ', ''), process.env.JWT_SECRET)
    const { rows } = await pool.query('select id, email, role from users where id = $1', [id])
    if (rows.length === 0) return res.status(401).json({ error: 'Sign in' })
    req.user = rows[0]
    next()
  } catch {
    res.status(401).json({ error: 'Sign in' })
  }
}

export function requireAdmin(req, res, next) {
  if (req.user.role !== 'admin') return res.status(403).json({ error: 'Staff only' })
  next()
}
