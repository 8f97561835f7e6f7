import { expect, test } from 'vitest'
import type { LabAnswer, LabRequest } from '../lab.js'
import { adapt } from './adapt.js'
import { daysToCome } from './days.js'

const refusal = (json: unknown): LabAnswer => ({
  status: 400,
  headers: {},
  text: JSON.stringify(json),
  json,
  milliseconds: 1,
  step: { kind: 'request', actor: 'a', method: 'POST', path: '/', status: 400, answer: '' },
})
const request = (body: unknown): LabRequest => ({ actor: 'a', method: 'POST', path: '/', body })

test.each<[string, unknown, unknown, unknown]>([
  [
    'zod issues',
    { error: { issues: [{ path: ['quantity'], message: 'Invalid input: expected number, received string' }] } },
    { quantity: '3' },
    { quantity: 3 },
  ],
  [
    'zod flattened',
    { errors: { fieldErrors: { size: ["Invalid enum value. Expected one of 'S' | 'M'"] } } },
    { size: 'lab' },
    { size: 'S' },
  ],
  ['zod as text', { message: '[{"code":"invalid_type","expected":"boolean","path":["agree"],"message":"Required"}]' }, {}, { agree: true }],
  ['zod nested', [{ path: ['address', 'zip'], message: 'Required' }], { address: {} }, { address: { zip: '94110' } }],
  ['express-validator', { errors: [{ msg: 'Invalid value', path: 'email', location: 'body' }] }, {}, { email: 'lab@example.com' }],
  ['joi', { message: '"password" is required' }, {}, { password: 'Lab-Passw0rd!23' }],
  ['class-validator', { message: ['age must be a number conforming to the specified constraints'] }, { age: 'x' }, { age: 1 }],
  ['what a class does not name', { message: ['property rank should not exist'] }, { name: 'Ada', rank: 1 }, { name: 'Ada' }],
  ['prose', { error: 'Missing required fields: title, price' }, {}, { title: 'Lab title', price: 20 }],
  ['prose with and', { error: 'Email and password are required' }, {}, { email: 'lab@example.com', password: 'Lab-Passw0rd!23' }],
  ['prose in people’s words', { message: 'Phone number must be 10 digits' }, { phone: '+14155550123' }, { phone: '4155550123' }],
  [
    'too short for a range',
    { errors: [{ type: 'field', msg: 'Name must be between 10 and 12 characters', path: 'name', location: 'body' }] },
    { name: 'Ada' },
    { name: 'Ada lab la' },
  ],
  [
    'a day without an hour',
    { errors: [{ msg: 'end_date must be a valid date (YYYY-MM-DD)', path: 'end_date' }] },
    { end_date: daysToCome().ends },
    { end_date: daysToCome().ends.slice(0, 10) },
  ],
  ['too long for a range', { errors: [{ msg: 'Use 2-4 characters', path: 'code' }] }, { code: 'abcdef' }, { code: 'abcd' }],
  [
    'choices in a sentence',
    { errors: [{ msg: "condition must be 'new', 'good', or 'fair'", path: 'condition' }] },
    { condition: 'x' },
    { condition: 'new' },
  ],
  [
    'a choice that mongoose names last',
    { errorSources: [{ path: 'state', message: '`Lab state` is not a valid enum value for path `state`.', enumValues: ['new', 'old'] }] },
    { state: 'Lab state' },
    { state: 'new' },
  ],
  [
    'a part that is no text',
    { errors: [{ path: 'details', message: 'Tried to set nested object field `details` to primitive value `Lab`' }] },
    { details: 'Lab' },
    { details: {} },
  ],
  [
    'what goes with another choice only',
    { issues: [{ path: ['label'], message: 'Custom label is only allowed when the category is Other' }] },
    { category: 'art', label: 'Lab' },
    { category: 'art' },
  ],
  [
    'a number with its country',
    { errors: [{ path: 'phone', msg: 'Use the international format, such as +44…' }] },
    { phone: '9876543210' },
    { phone: '+14155553210' },
  ],
  ['too short', { errors: [{ path: 'bio', message: 'must be at least 10 characters' }] }, { bio: 'hi' }, { bio: 'hi lab lab' }],
])('mends by %s', (_, answer, before, after) => {
  expect(adapt(request(before), refusal(answer))?.body).toEqual(after)
})

test.each([
  ['a refusal that names nothing', refusal({ error: 'Bad request' })],
  ['an answer of another kind', { ...refusal({ message: '"password" is required' }), status: 403 }],
])('gives up on %s', (_, answer) => {
  expect(adapt(request({}), answer)).toBeUndefined()
})

const broken = (message: string, more: object = {}): LabAnswer => ({ ...refusal({ message, ...more }), status: 500 })

test.each<[string, LabAnswer, unknown, unknown]>([
  [
    'Mongoose: what is missing',
    broken('Sale validation failed: closing: Path `closing` is required., fee: Path `fee` is required.'),
    { name: 'x' },
    { name: 'x', closing: 'Lab closing', fee: 20 },
  ],
  [
    'Mongoose: of another type',
    broken(
      'Sale validation failed: shelf: Cast to ObjectId failed for value "Lab shelf" (type string) at path "shelf" because of "BSONError"',
    ),
    { shelf: 'Lab shelf' },
    { shelf: expect.stringMatching(/^[0-9a-f]{24}$/) },
  ],
  [
    'Mongoose: its errors as an object',
    broken('Sale validation failed', {
      errors: {
        kind: { name: 'ValidatorError', properties: { enumValues: ['flash', 'weekly'], type: 'enum', path: 'kind' }, path: 'kind' },
      },
    }),
    { kind: 'lab' },
    { kind: 'flash' },
  ],
  ['Sequelize', broken('notNull Violation: Sale.title cannot be null'), {}, { title: 'Lab title' }],
  ['Postgres', broken('null value in column "title" of relation "sales" violates not-null constraint'), {}, { title: 'Lab title' }],
  ['Prisma', broken('Argument `price`: Invalid value provided. Expected Float, provided String.'), { price: '7' }, { price: 7 }],
])('mends what ended in a failure by the words of %s', (_, answer, before, after) => {
  expect(adapt(request(before), answer)?.body).toEqual(after)
})

test('a failure of any other kind is left as it is', () => {
  expect(adapt(request({}), broken('fee is required by law, and the tax office is closed'))).toBeUndefined()
  expect(
    adapt(request({ title: 'x' }), broken('Cast to ObjectId failed for value "7" (type string) at path "_id" for model "Sale"')),
  ).toBeUndefined()
})

test('the words of a database count whatever status they come with', () => {
  const said = 'Cast to ObjectId failed for value "7" (type string) at path "shop" for model "Sale"'
  expect(adapt(request({ shop: '7' }), { ...broken(said), status: 401 })?.body).toEqual({ shop: expect.stringMatching(/^[0-9a-f]{24}$/) })
})

test('what is missing in an item of a list is put there', () => {
  const first = adapt(request({ items: [] }), refusal({ errors: [{ field: 'items', message: '"items" must contain at least 1 items' }] }))
  expect(first?.body).toEqual({ items: [{}] })
  expect(adapt(first!, refusal({ errors: [{ field: 'items', message: '"items[0].quantity" is required' }] }))?.body).toEqual({
    items: [{ quantity: 1 }],
  })
})
