import { expect, test } from 'vitest'
import { isFixed, originsIn } from './inside.js'
import { computed, either, list, literal, origin } from './value.js'

const from = (values: Parameters<typeof originsIn>[0]): string[] => originsIn(values).map(one => one.from)

test('the origins of a value, each once, however deep', () => {
  const body = origin('body', ['id'])
  const value = computed('+', [computed('template', [body, literal('x')]), either([{ value: origin('env'), facts: [] }]), body])
  expect(from([value]).sort()).toEqual(['body', 'env'])
  expect(originsIn([value])).toBe(originsIn([value]))
})

test('what is put into a list later is found in what was made from the list before', () => {
  const items = list([origin('body')])
  const value = computed('call join', [items])
  expect(isFixed(value)).toBe(false)
  expect(from([value])).toEqual(['body'])
  items.items.push(origin('session'))
  expect(from([value]).sort()).toEqual(['body', 'session'])
})

test('a copy with other parts is not taken for the value that it was copied from', () => {
  const value = computed('+', [origin('body')])
  expect(from([value])).toEqual(['body'])
  expect(from([{ ...value, of: [origin('env')] }])).toEqual(['env'])
  const row = origin('row', ['id'])
  expect(from([row, { ...row, path: ['name'] }])).toEqual(['row', 'row'])
})
