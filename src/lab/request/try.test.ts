import { expect, test } from 'vitest'
import type { LabAnswer, LabRequest } from '../lab.js'
import { insist } from './try.js'

const answered = (status: number, json: unknown, headers: LabAnswer['headers'] = {}): LabAnswer => ({
  status,
  headers,
  text: JSON.stringify(json),
  json,
  milliseconds: 1,
  step: { kind: 'request', actor: 'a', method: 'POST', path: '/', status, answer: '' },
})

/** Takes each request that has not been seen by what it says. */
const registry = (column: string) => {
  const taken = new Set(['seaworthy@example.com', '9876543210', 'Lab code'])
  return {
    send: ({ body }: LabRequest): Promise<LabAnswer> =>
      Promise.resolve(
        taken.has(String((body as Record<string, unknown>)[column]))
          ? answered(400, { message: `This ${column} is already registered` })
          : answered(201, { made: true }),
      ),
  }
}
const body = { email: 'seaworthy@example.com', phone: '9876543210', code: 'Lab code', title: 'Tea' }
const request: LabRequest = { actor: 'a', method: 'POST', path: '/members', body }

test.each(['email', 'phone', 'code'])('what is there already by its %s is asked for by another', async column => {
  const { answer, request: sent } = await insist(registry(column), request)
  expect(answer.status).toBe(201)
  expect(sent.body).toMatchObject({ title: 'Tea' })
})

test('somebody who is known by an address keeps it', async () => {
  const { request: sent } = await insist(registry('phone'), request, { asNamed: true })
  expect(sent.body).toMatchObject({ email: body.email, phone: '9876544210' })
  expect((await insist(registry('email'), request, { asNamed: true })).answer.status).toBe(400)
})

test('a server action is called where its page sends visitors on', async () => {
  const action = { id: '40ab', parameters: [], slug: 'x' }
  const lab = {
    send: ({ path }: LabRequest) => Promise.resolve(path === '/old' ? answered(307, {}, { location: '/new?from=old' }) : answered(200, {})),
  }
  expect((await insist(lab, { ...request, path: '/old', action })).request.path).toBe('/new')
  expect((await insist(lab, { ...request, path: '/old' })).request.path).toBe('/old')
})
