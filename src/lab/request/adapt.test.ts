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
