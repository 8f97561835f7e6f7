import { expect, test } from 'vitest'
import { readApp } from './app.fixture.js'

const paths = async (prefix: string): Promise<readonly string[]> => {
  const server = `
import express from 'express'
const prefix = ${prefix}
const users = express.Router()
users.get('/me', (req, res) => res.json({}))
const app = express()
app.use(prefix, users)
app.get(\`\${prefix}/health\`, (req, res) => res.json({}))
app.listen(3000)`
  return (await readApp({ 'server.js': server }, { express: '5' })).routes.map(route => route.path).toSorted()
}

test.each([
  ["process.env.API_PREFIX || '/api'", ['/api/health', '/api/me']],
  ["process.env.API_PREFIX ?? '/api/v1'", ['/api/v1/health', '/api/v1/me']],
  ['`/${process.env.API_PREFIX}`', ['/:API_PREFIX/health', '/:API_PREFIX/me']],
  ['process.env.API_PREFIX', ['/:API_PREFIX/health', '/:API_PREFIX/me']],
])('routes under %s', async (prefix, expected) => {
  expect(await paths(prefix)).toEqual(expected)
})
