import { expect, test } from 'vitest'
import { dataOf } from './data.js'

test('objects, lists and words become values', () => {
  expect(dataOf('{ "paths": ["/a", null] }')).toMatchObject({ k: 'object' })
  expect(dataOf('7')).toEqual({ k: 'literal', value: 7 })
})

test('what is no plain JSON, or is rows, is not known', () => {
  expect(dataOf('{ // settings\n }')).toBeUndefined()
  expect(dataOf(JSON.stringify('x'.repeat(60_000)))).toBeUndefined()
})
