import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (line: string, more: Readonly<Record<string, string>> = {}) =>
  findingsIn('sessions/token-in-storage', {
    'package.json': '{ "name": "bakery", "dependencies": { "react": "*", "vite": "*" } }',
    'index.html': '<script type="module" src="/src/main.js"></script>',
    'src/main.js': `import { save } from './session'\nexport function signedIn(answer) {\n  ${line}\n  save(answer)\n}`,
    'src/session.js': 'export const save = () => {}',
    ...more,
  })

const told = (key: string, where = 'localStorage') => [
  `src/main.js:3 low \`src/main.js\` keeps \`${key}\` in \`${where}\`, where every script of the page reads it.`,
]

test.each([
  ["localStorage.setItem('token', answer.token)", told('token')],
  ["window.localStorage.setItem('auth_token', answer.token)", told('auth_token')],
  ["sessionStorage.setItem('jwt', answer.data.jwt)", told('jwt', 'sessionStorage')],
  ['localStorage.accessToken = answer.token', told('accessToken')],
  ["const KEY = 'shop.token'; localStorage.setItem(KEY, answer.token)", told('shop.token')],
])('finds %s', async (line, says) => {
  expect(await find(line)).toEqual(says)
})

test('tells an app once', async () => {
  expect(
    await find("localStorage.setItem('token', answer.token)", {
      'src/session.js': "export const save = answer => localStorage.setItem('refreshToken', answer.refresh)",
    }),
  ).toEqual(told('token'))
})

test.each([
  "localStorage.setItem('csrfToken', answer.csrf)",
  "localStorage.setItem('fcm_token', answer.push)",
  "localStorage.setItem('cartToken', answer.cart)",
  "localStorage.setItem('theme', answer.theme)",
  "localStorage.setItem('token', '')",
  "localStorage.removeItem('token')",
  "answer.storage.setItem('token', answer.token)",
])('passes %s', async line => {
  expect(await find(line)).toEqual([])
})

test('passes what runs on the server', async () => {
  expect(
    await findingsIn('sessions/token-in-storage', {
      'server.js': "require('express')().get('/', (req, res) => res.end())\nglobal.localStorage.setItem('token', process.argv[2])",
    }),
  ).toEqual([])
})
