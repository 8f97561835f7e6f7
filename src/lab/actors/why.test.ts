import { describe, expect, test } from 'vitest'
import { recordKnocks } from './why.js'

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const JSON_TYPE = { 'content-type': 'application/json' }
const answer = (status: number, body: unknown) =>
  typeof body === 'string'
    ? { status, text: body, json: undefined, headers: HTML }
    : { status, text: JSON.stringify(body), json: body, headers: JSON_TYPE }

const whyOf = (status: number, body: unknown): string | undefined => {
  const knocks = recordKnocks()
  knocks.note('a', { door: 'POST /enter', kind: 'sign-in', answer: answer(status, body) })
  return knocks.why('a')
}

describe('why somebody is not in', () => {
  test.each([
    [401, { message: 'Wrong password!' }, '`POST /enter` answered 401: Wrong password.'],
    [400, { errors: [{ path: 'zip', msg: 'zip is required' }] }, '`POST /enter` answered 400: zip is required.'],
    [200, { success: false, error: 'Please verify your e-mail' }, '`POST /enter` answered 200: Please verify your e-mail.'],
    [500, '<html><pre>TypeError: x is undefined<br>at y</pre></html>', '`POST /enter` answered 500: TypeError: x is undefined at y.'],
    [200, '<p class="form alert-danger">No such <b>user</p>', '`POST /enter` answered 200: No such user.'],
    [302, '', '`POST /enter` answered 302, and what it gave opened nothing that is closed to others.'],
    [0, '', '`POST /enter` did not answer.'],
  ])('%i %j', (status, body, says) => expect(whyOf(status, body)).toBe(says))

  test('a secret that the answer holds is masked', () =>
    expect(whyOf(400, { message: 'bad key sk_live_abcdefghijklmnopqrstuv' })).toBe('`POST /enter` answered 400: bad key sk_l….'))

  test('what a server action gives back is read as well', () => {
    const knocks = recordKnocks()
    const text = '0:{"a":"$@1","f":""}\n1:{"error":"The code is not right"}\n'
    const headers = { 'content-type': 'text/x-component' }
    knocks.note('b', { door: 'ACTION enter', kind: 'sign-in', answer: { status: 200, text, json: undefined, headers } })
    expect(knocks.why('b')).toBe('`ACTION enter` answered 200: The code is not right.')
    expect(knocks.why('a')).toBeUndefined()
  })

  test('a sign-up that was refused explains more than the sign-in after it', () => {
    const knocks = recordKnocks()
    knocks.note('a', { door: 'POST /join', kind: 'sign-up', answer: answer(422, { message: 'Age must be given' }) })
    knocks.note('a', { door: 'POST /users', kind: 'sign-up', answer: answer(404, 'Cannot POST /users') })
    knocks.note('a', { door: 'POST /enter', kind: 'sign-in', answer: answer(401, { message: 'Unknown user' }) })
    expect(knocks.why('a')).toBe('`POST /join` answered 422: Age must be given.')
  })

  test('where signing up worked, what is told is the sign-in', () => {
    const knocks = recordKnocks()
    knocks.note('a', { door: 'POST /join', kind: 'sign-up', answer: answer(201, { id: 7, message: 'Welcome aboard' }) })
    knocks.note('a', { door: 'POST /enter', kind: 'sign-in', answer: answer(403, { message: 'Wait for approval' }) })
    expect(knocks.why('a')).toBe('`POST /enter` answered 403: Wait for approval.')
  })
})
