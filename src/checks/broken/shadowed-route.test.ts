import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (lines: string) =>
  (
    await findingsIn('broken/shadowed-route', {
      'server.js': `const express = require('express')\nconst app = express()\n${lines}\napp.listen(3000)`,
    })
  ).length

test('finds a name below a parameter', async () => {
  expect(await found("app.get('/users/:id', (req, res) => res.json({}))\napp.get('/users/me', (req, res) => res.json({}))")).toBe(1)
})

test.each([
  ['another method', "app.post('/users/:id', (req, res) => res.json({}))\napp.get('/users/me', (req, res) => res.json({}))"],
  [
    'a first one that hands on',
    "app.get('/users/:id', (req, res, next) => { if (req.params.id === 'me') return next(); res.json({}) })\napp.get('/users/me', (req, res) => res.json({}))",
  ],
  ['a pattern', "app.get('/users/:id(\\\\d+)', (req, res) => res.json({}))\napp.get('/users/me', (req, res) => res.json({}))"],
  ['a longer path', "app.get('/users/:id', (req, res) => res.json({}))\napp.get('/users/me/orders', (req, res) => res.json({}))"],
])('passes %s', async (_, lines) => {
  expect(await found(lines)).toBe(0)
})
