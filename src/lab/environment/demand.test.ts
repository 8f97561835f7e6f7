import { expect, test } from 'vitest'
import { demandsIn, fitting, madeNumber, numbersIn } from './demand.js'

const ZOD = `
const schema = z.object({
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info"]),
  MODE: z.union([z.literal('live'), z.literal('sandbox')]),
  MAIL_USER: z.string().email("must be a valid email, please"),
  WELCOME_TEMPLATE: z.string().min(1),
  SESSION_SECRET: z
    .string()
    .min(40),
  WORKERS: z.coerce.number(),
  HOOK: z.url(),
  NICKNAME: z.string().optional(),
  COLOUR: z.enum(['red', 'blue']).default('red'),
})
export const env = schema.parse(process.env)`

const JOI = `
ConfigModule.forRoot({ validationSchema: Joi.object({
  QUEUE: Joi.string().valid('fast', 'slow').required(),
  REGION_NAME: Joi.string(),
}) })`

const JSON_SCHEMA = `
import env from '@fastify/env'
const schema = { type: 'object', required: ['COOKIE_NAME'], properties: {
  COOKIE_NAME: { type: 'string' }, SPEED: { type: 'number', default: 3 }, SHADE: { type: 'string' } } }`

const ENVALID = `
export const env = cleanEnv(process.env, { STAGE: str({ choices: ['development', 'production'] }), SENDER: email(), LIMIT: num({ default: 5 }) })`

const ELSEWHERE =
  "export const shape = z.object({ UNRELATED: z.enum(['a']), STORE_KIND: z.enum(['disk', 'cloud']), CODE: z.string().length(8) })"

const demands = demandsIn([ZOD, JOI, JSON_SCHEMA, ENVALID, ELSEWHERE], new Set(['STORE_KIND', 'CODE']))
const given = (name: string, value?: string): string | undefined => fitting(value, name, demands.get(name), 'seed')

test.each([
  ['LOG_LEVEL', undefined, 'info'],
  ['LOG_LEVEL', 'warn', 'warn'],
  ['LOG_LEVEL', 'debug', 'info'],
  ['MODE', undefined, 'live'],
  ['MAIL_USER', 'lab', 'shop@lab.example'],
  ['MAIL_USER', 'me@lab.example', 'me@lab.example'],
  ['WORKERS', undefined, '1'],
  ['WORKERS', '8', '8'],
  ['HOOK', undefined, 'https://service.lab.example'],
  ['NICKNAME', undefined, undefined],
  ['COLOUR', undefined, undefined],
  ['QUEUE', undefined, 'fast'],
  ['REGION_NAME', undefined, undefined],
  ['SPEED', undefined, undefined],
  ['SHADE', undefined, undefined],
  ['STAGE', undefined, 'production'],
  ['SENDER', 'shop', 'shop@lab.example'],
  ['LIMIT', undefined, undefined],
  ['UNRELATED', undefined, undefined],
  ['STORE_KIND', undefined, 'disk'],
])('%s, made up as %s, becomes %s', (name, value, expected) => {
  expect(given(name, value)).toBe(expected)
})

test('a text that must be there is made up, as long as is asked for', () => {
  expect(given('WELCOME_TEMPLATE')).toMatch(/^\w{32}$/)
  expect(given('COOKIE_NAME')).toMatch(/^\w{32}$/)
  expect(given('CODE')).toMatch(/^\w{8}$/)
  expect(given('SESSION_SECRET')).toMatch(/^\w{40}$/)
})

test('what code reads as a number is told from what it reads as text', () => {
  const code = `
const fee = (total * Number(Deno.env.get("PLATFORM_FEE_BPS"))) / 10000
const seats = parseInt(process.env.MOST_SEATS, 10)
const share = parseFloat(process.env['SHARE_RATE'])
const name = String(process.env.SHOP_NAME)
const port = Number(settings.PORT)`
  expect([...numbersIn([code])]).toEqual(['PLATFORM_FEE_BPS', 'MOST_SEATS', 'SHARE_RATE'])
  expect(['PLATFORM_FEE_BPS', 'MOST_SEATS', 'SHARE_RATE'].map(madeNumber)).toEqual(['500', '10', '0.1'])
})
