import { expect, test } from 'vitest'
import { lastWords } from './last-words.js'

test.each([
  [
    'Creating a build ...\n> Build error occurred\nError: Export setup was not found in ./lib/auth.ts',
    'Error: Export setup was not found in ./lib/auth.ts',
  ],
  ["Failed to compile.\n\n./app/page.tsx\nModule not found: Can't resolve './chart'", "Module not found: Can't resolve './chart'"],
  ['npm error code 1\nFound 0 errors\nall is over', 'all is over'],
])('%j', (output, says) => {
  expect(lastWords({ code: 1, output, timedOut: false, milliseconds: 1 })).toBe(says)
})
