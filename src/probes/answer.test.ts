import { expect, test } from 'vitest'
import type { LabAnswer } from '#lab/lab'
import { answered, destinationOf, isWorkshop, receptionOf } from './answer.js'

const redirect = (location: string): LabAnswer => answer(302, { location })
const answer = (status: number, headers: LabAnswer['headers'] = {}): LabAnswer => ({
  status,
  headers,
  text: '',
  json: undefined,
  milliseconds: 1,
  step: { kind: 'request', actor: 'a', method: 'POST', path: '/', status, answer: '' },
})

test('a redirect to where the same request of its owner leads is no refusal', () => {
  expect(receptionOf(redirect('/notes/12'), redirect('/notes/7'))).toBe('taken')
  expect(receptionOf(redirect('https://shop.example/notes/'), redirect('/notes'))).toBe('taken')
})

test('a redirect to the sign-in, back with an error, or with nothing to compare is none that was taken', () => {
  expect(receptionOf(redirect('/login'), redirect('/notes/7'))).toBe('moved')
  expect(receptionOf(redirect('/notes/7?error=mine'), redirect('/notes/7'))).toBe('moved')
  expect(receptionOf(redirect('/notes'))).toBe('moved')
  expect(receptionOf(redirect('/notes'), answer(200))).toBe('moved')
})

test('a destination is a path without the ids of rows, and the names of what is asked', () => {
  expect(destinationOf(redirect('/shops/3fa85f64-5717-4562-b3fc-2c963f66afa6/edit?saved=1&at=2'))).toBe('/shops/:id/edit at saved')
  expect(destinationOf(redirect('//'))).toBeUndefined()
  expect(destinationOf(answer(200, { location: '/x' }))).toBeUndefined()
})

const action = (text: string): LabAnswer => ({ ...answer(200, { 'content-type': 'text/x-component' }), text })

test.each([
  ['0:{"a":"$@1","f":"","b":"x"}\n1:{"error":"Expected number, received string"}\n', 'refused'],
  ['0:{"a":"$@2","f":"","b":"x"}\n1:{"error":"of the page"}\n2:{"success":"Invitation sent"}\n', 'taken'],
  ['0:{"a":"$@1","f":"","b":"x"}\n1:"$undefined"\n', 'taken'],
])('what a server action gave back says whether it was refused: %s', (text, reception) => {
  expect(receptionOf(action(text))).toBe(reception)
})

test('a refusal that comes with success is told as one', () => {
  expect(answered(action('0:{"a":"$@1"}\n1:{"error":"No"}'))).toBe('the app answered 200 with a refusal')
  expect(answered(answer(403))).toBe('the app answered 403')
  expect(answered(answer(0))).toBe('the app did not answer')
})

test('a page that a framework shows its developer alone says nothing of the app', () => {
  const shown = { ...answer(500), text: '<html><style data-next-hide-fouc="true">body{display:none}</style>' }
  expect(isWorkshop(shown)).toBe(true)
  expect(receptionOf(shown)).toBe('silent')
  expect(answered(shown)).toBe('it runs in development mode, and answered with a page for its developer')
  expect(isWorkshop({ ...shown, status: 200 })).toBe(false)
  expect(receptionOf({ ...answer(500), text: '<html><h1>Something went wrong</h1>' })).toBe('broken')
})
