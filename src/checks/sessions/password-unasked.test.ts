import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string, path = '/me') =>
  findingsIn('sessions/password-unasked', {
    'server.ts': `import express from 'express'
import bcrypt from 'bcryptjs'
import jwt from 'jsonwebtoken'
import User from './user'
const app = express()
app.put('${path}', async (req, res) => {
  const { id } = jwt.verify(req.headers.authorization, process.env.JWT_SECRET)
${body}
  res.json({ ok: true })
})
app.listen(3000)`,
    'user.ts':
      "import mongoose from 'mongoose'\nexport default mongoose.model('User', new mongoose.Schema({ email: String, password: String }))",
  })

const CHANGES = '  await User.findByIdAndUpdate(id, { password: await bcrypt.hash(req.body.password, 10) })'

test('finds a password that is set for the asking', async () => {
  expect(await find(CHANGES)).toEqual([
    'server.ts:8 medium `PUT /me` changes `password` of the signed-in user without asking for the present one.',
  ])
})

test('passes where the old one is compared, where a link stands for it, and other fields', async () => {
  expect(
    await find(
      `  const user = await User.findById(id)\n  if (!(await bcrypt.compare(req.body.old, user.password))) return res.sendStatus(403)\n${CHANGES}`,
    ),
  ).toEqual([])
  expect(await find(CHANGES, '/password/reset')).toEqual([])
  expect(await find('  await User.findByIdAndUpdate(id, { email: req.body.email })')).toEqual([])
})
