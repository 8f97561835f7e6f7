import { expect, test } from 'vitest'
import { isMeant } from './bundled-secret.js'

test.each([
  ['VITE_API_KEY', ['API_KEY', 'REACT_APP_API_KEY'], ['vite', 'react'], true],
  // Vite builds it into nothing: what is found there is the other's.
  ['REACT_APP_API_KEY', ['VITE_API_KEY'], ['vite', 'react'], false],
  ['API_KEY', ['NEXT_PUBLIC_API_KEY'], ['next'], false],
  ['API_KEY', [], ['vite'], true],
  ['REACT_APP_API_KEY', ['API_KEY'], ['react'], true],
])('%s beside %j in %j: %s', (name, others, frameworks, expected) => {
  expect(isMeant(name, others, frameworks)).toBe(expected)
})
