import { expect, test } from 'vitest'
import { computed, either, type Fact, library, literal, origin, UNDEFINED, type Value } from './value.js'

const held = (name: string): Fact => ({ kind: 'guard', guard: 'session', how: name, at: { file: 'server.ts', line: 1 } })
const kinds = (value: Value): unknown => (value.k === 'either' ? value.of.map(one => one.value) : value)

test('a client that every request makes where it is missing stays one client, under what held for all', () => {
  const always = held('always')
  const made = (index: number): Value =>
    either([
      { value: UNDEFINED, facts: [held(`missing ${index}`)] },
      {
        value: library('mongodb:client', 'db', {}, [origin('env', [], { name: 'URL' }), literal('shop')]),
        facts: [always, held(`made ${index}`)],
      },
    ])
  const value = either(Array.from({ length: 20 }, (_, index) => ({ value: made(index), facts: [] })))
  expect(value.k).toBe('either')
  expect(kinds(value)).toEqual([UNDEFINED, library('mongodb:client', 'db', {}, [origin('env', [], { name: 'URL' }), literal('shop')])])
  expect(value.k === 'either' && value.of.map(one => one.facts)).toEqual([[], [always]])
})

test('clients that are made of something else are not one client, and too many are nothing that is known', () => {
  const value = either(Array.from({ length: 20 }, (_, index) => ({ value: library('pg', 'Pool', {}, [literal(`db${index}`)]), facts: [] })))
  expect(value.k === 'computed' && value.how).toBe('made from')
})

test('a few alternatives keep what holds for each', () => {
  const [a, b] = [held('a'), held('b')]
  const value = either([
    { value: literal(null), facts: [a] },
    { value: literal(null), facts: [b] },
    { value: computed('+', [origin('body')]), facts: [] },
  ])
  expect(value.k === 'either' && value.of.map(one => one.facts)).toEqual([[a], [b], []])
})

test('what holds for an alternative of an alternative is kept once, however often it was asked', () => {
  const [kept, named] = [held('kept'), held('named')]
  let value: Value = either([
    { value: UNDEFINED, facts: [] },
    { value: origin('env', [], { name: 'KEY' }), facts: [kept] },
  ])
  for (let time = 0; time < 40; time++)
    value = either([
      { value: literal(null), facts: [named] },
      { value, facts: [kept, named] },
    ])
  expect(value.k === 'either' && Math.max(...value.of.map(one => one.facts.length))).toBe(2)
})

test('a statement whose values are bound stays one, however much its values are made of', () => {
  const many = Array.from({ length: 5000 }, (_, index) => origin('query', [String(index)]))
  expect(computed('tagged', many)).toMatchObject({ how: 'tagged', size: 1 })
  expect(computed('+', many)).toMatchObject({ how: 'made from', size: 1 })
})
