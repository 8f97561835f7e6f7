import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const inBrowser = (code: string) =>
  findingsIn('sessions/browser-sign-in', {
    'package.json': '{ "name": "shop", "dependencies": { "react": "*" }, "devDependencies": { "vite": "*" } }',
    'index.html': '<script type="module" src="/src/main.tsx"></script>',
    'src/main.tsx': code,
  })

test('finds a password that the browser compares, and the mark that it believes from then on', async () => {
  const found = await inBrowser(`const OWNER = { name: 'boss', password: 'tulip-42' }
export const isIn = () => sessionStorage.getItem('staffLoggedIn') !== null
export function enter(name: string, password: string) {
  if (name === OWNER.name && password === 'tulip-42') {
    const mark = btoa(name + Date.now())
    sessionStorage.setItem('staffLoggedIn', mark)
    return true
  }
  return false
}`)
  expect(found).toEqual([
    'src/main.tsx:2 high `src/main.tsx` compares the password in the browser, and from then on believes `staffLoggedIn` in the browser’s storage.',
  ])
})

test.each([
  [
    'an answer that is kept',
    `export async function enter(password: string) {
  const answer = await fetch('/api/enter', { method: 'POST', body: password })
  if (answer.status === 200 && answer.code === OK_CODE) localStorage.setItem('authToken', await answer.text())
}`,
  ],
  [
    'two fields of a form that must be the same',
    `export function check(password: string, again: string) {
  if (password === again) localStorage.setItem('user', '1')
}`,
  ],
  [
    'a sign-up that is finished elsewhere',
    `export function signUp(form) {
  if (form.password === form.validPassword) return
  client.signInWithPassword(form)
  localStorage.setItem('user', form.email)
}`,
  ],
  [
    'a key that was pressed',
    "export const onKey = event => {\n  if (event.code === 'Enter') localStorage.setItem('userName', event.target.value)\n}",
  ],
  ['a mark without a password', "export const seen = () => localStorage.setItem('sessionSeen', 'true')"],
])('says nothing of %s', async (_name, code) => {
  expect(await inBrowser(code)).toEqual([])
})
