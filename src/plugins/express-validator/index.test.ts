import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'

const app = (middleware: string, handler = ''): ReturnType<typeof readApp> =>
  readApp({
    'server.js': `
import express from 'express'
import { body, check, checkSchema, validationResult, matchedData } from 'express-validator'
import { celebrate, Joi, Segments } from 'celebrate'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
const validate = chains => async (req, res, next) => {
  await Promise.all(chains.map(chain => chain.run(req)))
  if (validationResult(req).isEmpty()) return next()
  res.status(400).end()
}
app.post('/', ${middleware}, async (req, res) => {
  ${handler}
  await prisma.user.create({ data: { a: req.body.a, b: req.body.b } })
})
app.listen(3000)`,
  })

const READ = 'if (!validationResult(req).isEmpty()) return res.status(400).end()'
const LISTED = 'const errors = validationResult(req)\nif (errors.array().length > 0) return res.status(400).json(errors.array())'

test.each([
  ["body('a').isInt(), body('b').isLength({ min: 3 })", READ, ['express-validator signed number', 'express-validator']],
  ["[body('a').isEmail().normalizeEmail(), check('b').notEmpty()]", LISTED, ['express-validator email', undefined]],
  ["[body(['a', 'b']).isString()]", '', [undefined, undefined]],
  ["validate([body('a').isString(), body('b').isString()])", '', ['express-validator', 'express-validator']],
  ["checkSchema({ a: { in: ['body'], isInt: true } })", READ, ['express-validator signed number', undefined]],
  ['celebrate({ [Segments.BODY]: Joi.object({ a: Joi.number(), b: Joi.string() }) })', '', ['joi signed number', 'joi']],
])('%s then %s', async (middleware, handler, expected) => {
  const model = await app(middleware, handler)
  expect(route(model, 'POST', '/').inputs.map(input => input.checked)).toEqual(expected)
})
