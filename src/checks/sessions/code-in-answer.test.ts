import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (answer: string, path = '/api/otp/send') =>
  findingsIn('sessions/code-in-answer', {
    'server.js': `const express = require('express')
const mongoose = require('mongoose')
const Otp = mongoose.model('Otp', new mongoose.Schema({ email: String, code: String }))
const app = express()
app.use(express.json())
app.post('${path}', async (req, res) => {
  const otp = Math.floor(100000 + Math.random() * 900000)
  await Otp.create({ email: req.body.email, code: otp })
  ${answer}
})
app.listen(3000)`,
  })

test('finds a code that is answered', async () => {
  expect(await find('res.json({ success: true, otp })')).toEqual([
    'server.js:9 high `POST /api/otp/send` answers with `otp`, which is meant for the owner of the address alone.',
  ])
})

test('passes what developers see, what the caller said, and other codes', async () => {
  expect(await find("if (process.env.NODE_ENV !== 'production') return res.json({ otp })\n  res.json({})")).toEqual([])
  expect(await find('res.json({ otp: req.body.otp })')).toEqual([])
  expect(await find("res.json({ code: 'sent' })")).toEqual([])
  expect(await find("res.json({ loginToken: require('jsonwebtoken').sign({ id: 1 }, process.env.KEY) })", '/api/login')).toEqual([])
  expect(await find('const place = await Otp.findOne({ email: req.body.email }); res.json({ phoneCode: place.phoneCode })')).toEqual([])
  expect(await find('res.json({ otp })', '/api/lottery')).toEqual([])
})
