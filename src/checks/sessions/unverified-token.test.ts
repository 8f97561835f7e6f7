import { expect, test } from 'vitest'
import { problemsIn } from '../secrets/problems.fixture.js'
import check from './unverified-token.js'

test('finds tokens without a key, without an end and without an algorithm', async () => {
  const found = await problemsIn(check, {
    'a.js': "const jwt = require('jsonwebtoken')\nconst user = jwt.verify(token, null)",
    'b.js': "const jwt = require('jsonwebtoken')\nconst user = jwt.verify(token, key, { ignoreExpiration: true })",
    'c.js': "const jwt = require('jsonwebtoken')\nconst token = jwt.sign({ id }, '', { algorithm: 'none' })",
  })
  expect(found.map(problem => `${problem.at.file}:${problem.at.line} ${problem.severity}`)).toEqual([
    'a.js:2 critical',
    'b.js:2 medium',
    'c.js:2 critical',
  ])
})

test('passes a key and an algorithm, comments, and tests', async () => {
  const found = await problemsIn(check, {
    'a.js': "const jwt = require('jsonwebtoken')\nconst user = jwt.verify(token, process.env.JWT_SECRET, { algorithms: ['HS256'] })",
    'b.js': "const jwt = require('jsonwebtoken')\n// jwt.verify(token, null)",
    'c.test.js': "const jwt = require('jsonwebtoken')\nconst token = jwt.sign({ id }, '', { algorithm: 'none' })",
  })
  expect(found).toEqual([])
})
