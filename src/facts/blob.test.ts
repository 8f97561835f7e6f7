import { expect, test } from 'vitest'
import { blobOf, bytesOf } from './blob.js'

const bytes = bytesOf(3, [
  ['a', Buffer.from('{"l":1}')],
  ['ü', Buffer.from('["ß"]')],
])

test('values come back by key, each by itself', () => {
  const blob = blobOf(bytes, 3)
  expect(blob.keys).toEqual(['a', 'ü'])
  expect(blob.read('ü')).toEqual(['ß'])
  expect(blob.raw('a')?.toString()).toBe('{"l":1}')
  expect(blob.read('b')).toBeUndefined()
})

test.each([
  ['nothing', undefined, 3],
  ['another version', bytes, 4],
  ['a file that was cut off', bytes.subarray(0, -1), 3],
  ['no index', Buffer.from('hello'), 3],
])('%s holds nothing', (_, given, version) => {
  expect(blobOf(given, version).keys).toEqual([])
})
