import { expect, test } from 'vitest'
import { readHandler, route, spell } from '../app.fixture.js'

const PRISMA = "import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n"

test.each([
  [
    'joi',
    "import Joi from 'joi'",
    'const { error, value: data } = Joi.object({ a: Joi.string().required(), n: Joi.number() }).validate(req.body)\nif (error) return res.status(400).end()',
    '{a: body.a:joi, n: body.n:joi signed number} yes',
  ],
  [
    'joi, thrown',
    "import Joi from 'joi'",
    "const data = await Joi.object().keys({ a: Joi.string().valid('x') }).validateAsync(req.body)",
    '{a: body.a:joi enum} yes',
  ],
  [
    'joi, with the administrator among the values',
    "import Joi from 'joi'",
    "const data = await Joi.object().keys({ a: Joi.string().valid('user', 'Super-Admin') }).validateAsync(req.body)",
    '{a: body.a:joi staff enum} yes',
  ],
  [
    'joi, whole, with a role that may be the administrator’s',
    "import Joi from 'joi'",
    "await Joi.object({ role: Joi.valid('user', 'admin') }).validateAsync(req.body)\nconst data = req.body",
    'body:joi staff role yes',
  ],
  [
    'zod, with the administrator among the values',
    "import { z } from 'zod'",
    "const data = z.object({ a: z.enum(['user', 'admin']), b: z.enum(['admins only']) }).parse(req.body)",
    '{a: body.a:zod staff enum, b: body.b:zod enum} yes',
  ],
  [
    'yup, with the administrator among the values',
    "import * as yup from 'yup'",
    "const data = await yup.object({ a: yup.string().oneOf(['user', 'admin']) }).noUnknown().validate(req.body)",
    '{a: body.a:yup staff enum} yes',
  ],
  [
    'joi, not read',
    "import Joi from 'joi'",
    'Joi.object({ a: Joi.string() }).validate(req.body)\nconst data = { a: req.body.a }',
    '{a: body.a} no',
  ],
  [
    'joi refuses other keys',
    "import Joi from 'joi'",
    'await Joi.object({ a: Joi.string() }).validateAsync(req.body)\nconst data = req.body',
    'body:joi yes',
  ],
  [
    'yup lets them pass',
    "import * as yup from 'yup'",
    'const data = await yup.object({ a: yup.string().required() }).validate(req.body)',
    '{a: body.a:yup, ...body:keys} yes',
  ],
  [
    'yup, asked',
    "import * as yup from 'yup'",
    'if (!(await yup.object({ a: yup.string() }).noUnknown().isValid(req.body))) return res.status(400).end()\nconst data = req.body',
    'body:yup yes',
  ],
  [
    'valibot',
    "import * as v from 'valibot'",
    'const result = v.safeParse(v.object({ a: v.pipe(v.string(), v.email()) }), req.body)\nif (!result.success) return res.status(400).end()\nconst data = result.output',
    '{a: body.a:valibot email} yes',
  ],
  [
    'superstruct',
    "import { object, string, assert } from 'superstruct'",
    'assert(req.body, object({ a: string() }))\nconst data = req.body',
    'body:superstruct yes',
  ],
  [
    'ajv',
    "import Ajv from 'ajv'\nconst validate = new Ajv().compile({ type: 'object', properties: { a: { type: 'integer' } }, additionalProperties: false })",
    'if (!validate(req.body)) return res.status(400).json(validate.errors)\nconst data = { a: req.body.a }',
    '{a: body.a:ajv signed number} yes',
  ],
  [
    'validator',
    "import validator from 'validator'",
    'if (!validator.isEmail(req.body.a)) return res.status(400).end()\nconst data = { a: req.body.a }',
    '{a: body.a:validator} yes',
  ],
  [
    'a list of complaints',
    "import validator from 'validator'",
    "const errors = []\nif (!validator.isEmail(req.body.a)) errors.push('a')\nif (errors.length) return res.status(400).json(errors)\nconst data = { a: req.body.a, b: req.body.b }",
    '{a: body.a:validator, b: body.b} partial',
  ],
])('%s', async (_, imports, body, expected) => {
  const model = await readHandler(PRISMA + imports, `${body}\nawait prisma.user.create({ data })`)
  const one = route(model, 'POST', '/')
  expect(
    `${one.effects.flatMap(effect => (effect.kind === 'query' && effect.data ? [spell(effect.data)] : [])).join(' ; ')} ${one.validated}`,
  ).toBe(expected)
})
