import { expect, test } from 'vitest'
import { after } from '../proposed.fixture.js'

const page = async (code: string, dependencies = '"vite": "*"'): Promise<readonly string[]> =>
  after('env/local-address', {
    'package.json': `{ "name": "shop", "dependencies": { "axios": "*", ${dependencies} } }`,
    'index.html': '<script type="module" src="/src/main.ts"></script>',
    'src/main.ts': code,
  })

test.each([
  ["const API = 'http://localhost:5000'\nfetch(API)", "const API = import.meta.env.VITE_API_URL ?? 'http://localhost:5000'\n"],
  ["fetch('http://localhost:5000/a')", "fetch(`${import.meta.env.VITE_API_URL ?? 'http://localhost:5000'}/a`)"],
  ["fetch('http://localhost:5000/a/' + id)", "fetch(`${import.meta.env.VITE_API_URL ?? 'http://localhost:5000'}/a/` + id)"],
  ["fetch('http://localhost:5000' + path)", "fetch(`${import.meta.env.VITE_API_URL ?? 'http://localhost:5000'}` + path)"],
  ["const id = 'x'\nfetch(`http://localhost:5000/a/${id}`)", "fetch(`${import.meta.env.VITE_API_URL ?? 'http://localhost:5000'}/a/${id}`)"],
])('a page reads the address of its API: %s', async (code, fixed) => expect((await page(code)).join()).toContain(fixed))

test('every line at once, by the name that the bundler puts into pages', async () => {
  const fixed = (await page("fetch('http://localhost:5000/a')\nfetch('http://localhost:5000/b')", '"react-scripts": "*"')).join()
  expect(fixed.match(/process\.env\.REACT_APP_API_URL \?\? 'http:\/\/localhost:5000'/g)).toHaveLength(2)
})

test('no patch where two servers are asked, or nobody puts variables into pages', async () => {
  expect(await page("fetch('http://localhost:5000/a')\nfetch('http://localhost:6000/b')")).toEqual([])
  expect(await page("fetch('http://localhost:5000/a')", '"lodash": "*"')).toEqual([])
})

test('a server uses the variable that it has', async () => {
  const fixed = await after('env/local-address', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "*", "cors": "*" } }',
    'server.js': `const express = require('express'), cors = require('cors')
const app = express()
app.use(cors({ origin: ['http://localhost:3000', 'http://localhost:5173'] }))
app.get('/paid', (req, res) => res.redirect("http://localhost:3000/thanks"))
app.listen(3000, () => console.log(process.env.CLIENT_URL))`,
  })
  expect(fixed).toHaveLength(2)
  expect(fixed.join()).toContain("cors({ origin: [process.env.CLIENT_URL ?? 'http://localhost:3000', 'http://localhost:5173'] })")
  expect(fixed.join()).toContain("res.redirect(`${process.env.CLIENT_URL ?? 'http://localhost:3000'}/thanks`)")
})
