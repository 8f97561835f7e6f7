import { expect, test } from 'vitest'
import { publicly } from './lock-file.js'

test.each([
  ['"resolved": "https://npm.firm.example/which/-/which-1.3.0.tgz",', '"resolved": "https://registry.npmjs.org/which/-/which-1.3.0.tgz",'],
  [
    '"resolved": "https://firm.example/artifactory/api/npm/all/@scope/kit/-/kit-2.0.0.tgz",',
    '"resolved": "https://registry.npmjs.org/@scope/kit/-/kit-2.0.0.tgz",',
  ],
  ['  resolved "http://localhost:4873/ms/-/ms-2.1.3.tgz#574c"', '  resolved "https://registry.npmjs.org/ms/-/ms-2.1.3.tgz#574c"'],
])('%s', (line, expected) => {
  expect(publicly(line)).toBe(expected)
})

test.each([
  '"resolved": "https://registry.npmjs.org/ms/-/ms-2.1.3.tgz",',
  '  resolved "https://registry.yarnpkg.com/ms/-/ms-2.1.3.tgz#574c"',
  '"resolved": "git+ssh://git@github.com/first/kit.git#354af68",',
  '"resolved": "https://codeload.github.com/first/kit/tar.gz/354af68",',
])('%s stays', line => {
  expect(publicly(line)).toBe(line)
})
