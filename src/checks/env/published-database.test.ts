import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const api = 'const express = require("express")\nconst app = express()\napp.listen(3000)'
const find = (services: string, path = 'docker-compose.yml') =>
  findingsIn('env/published-database', { 'server.js': api, [path]: `services:\n  api:\n    build: .\n${services}` })

test.each([
  ['redis', '  cache:\n    image: docker.io/library/redis:7\n    ports: ["6379:6379"]', 6],
  ['mongo', '  db:\n    image: mongo\n    ports:\n      - 27017:27017\n    environment:\n      - MONGO_INITDB_DATABASE=shop', 7],
  [
    'postgres',
    '  db:\n    image: postgres:16\n    environment:\n      POSTGRES_HOST_AUTH_METHOD: trust\n    ports:\n      - "5432:5432"',
    9,
  ],
  ['long ports', '  db:\n    image: bitnami/mongodb:7\n    ports:\n      - target: 27017\n        published: 27017', 7],
])('%s', async (_, services, line) => {
  const told = await find(services)
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(new RegExp(`^docker-compose\\.yml:${line} medium \`(?:cache|db)\` is \\w+ without a password, and its port`))
})

test.each([
  ['no port', '  cache:\n    image: redis:7'],
  ['an own address', '  cache:\n    image: redis:7\n    ports: ["127.0.0.1:6379:6379"]'],
  [
    'an own address, written out',
    '  db:\n    image: mongo\n    ports:\n      - target: 27017\n        published: 27017\n        host_ip: 127.0.0.1',
  ],
  [
    'a password in the command',
    '  cache:\n    image: redis:7\n    command: ["redis-server", "--requirepass", "${REDIS_PASSWORD}"]\n    ports: ["6379:6379"]',
  ],
  [
    'a password in the environment',
    '  db:\n    image: mongo\n    environment:\n      MONGO_INITDB_ROOT_USERNAME: shop\n      MONGO_INITDB_ROOT_PASSWORD: ${PASSWORD}\n    ports: ["27017:27017"]',
  ],
  [
    'Postgres, which asks by itself',
    '  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: ${PASSWORD}\n    ports: ["5432:5432"]',
  ],
  ['something else', '  mail:\n    image: axllent/mailpit\n    ports: ["8025:8025"]'],
  ['no YAML', '  cache:\n    image: redis:7\n   ports: ["6379:6379"'],
])('passes %s', async (_, services) => expect(await find(services)).toEqual([]))

test('passes files of databases alone, and files for development', async () => {
  const cache = '  cache:\n    image: redis:7\n    ports: ["6379:6379"]'
  expect(await find(cache, 'docker-compose.dev.yml')).toEqual([])
  expect(await findingsIn('env/published-database', { 'server.js': api, 'compose.yaml': `services:\n${cache}` })).toEqual([])
})
