import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSource } from '#source/read'
import { recognise } from './recognise.js'

const root = mkdtempSync(join(tmpdir(), 'recognise-'))
afterAll(() => rmSync(root, { recursive: true }))
let count = 0

async function seen(files: Record<string, unknown>) {
  const folder = join(root, String(count++))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return recognise(await readSource(folder))!
}

test('a server that listens comes before a bundler that shows the pages', async () => {
  const app = await seen({
    'package.json': { name: 'shop', scripts: { start: 'vite', server: 'node server/index.js' }, dependencies: { express: '5', vite: '6' } },
    'server/index.js': "import express from 'express'\nexpress().listen(5000)",
  })
  expect(app.starts.map(way => way.command)).toEqual(['node server/index.js', 'vite'])
})

test.each([
  ['tsx watch src/index.ts', 'tsx src/index.ts'],
  ['node --watch --env-file=.env src/index.ts', 'node --env-file=.env src/index.ts'],
  ['tsx --env-file .env watch src/index.ts', 'tsx --env-file .env watch src/index.ts'],
  ['node watchtower.js', 'node watchtower.js'],
])('%s is started as %s', async (script, command) => {
  const app = await seen({
    'package.json': { name: 'api', scripts: { dev: script }, dependencies: { hono: '4' } },
    'lib/index.js': "export { Hono } from 'hono'",
  })
  expect(app.starts[0]?.command).toBe(command)
})

test('an app that listens only at home is served as the platform would', async () => {
  const shop = (condition: string) => ({
    'package.json': { name: 'shop', scripts: { start: 'node index.js' }, main: 'index.js', dependencies: { express: '5' } },
    'index.js': `const app = require('express')()\n${condition} {\n  app.listen(5000)\n}\nmodule.exports = app`,
  })
  const ways = async (condition: string) => (await seen(shop(condition))).starts.map(way => way.command)
  expect(await ways("if (process.env.NODE_ENV !== 'production')")).toEqual(['node $LAB_SERVE index.js', 'node index.js'])
  // Where it listens by itself, that comes first.
  expect(await ways('if (!process.env.VERCEL)')).toEqual(['node index.js', 'node $LAB_SERVE index.js'])
})

test.each([
  ['npm run build && node dist/server.js', 'node dist/server.js'],
  ['tsc -p tsconfig.build.json && node dist/server.js', 'node dist/server.js'],
  ['npm run migrate && node dist/server.js', 'npm run migrate && node dist/server.js'],
])('%s does not build at each start', async (script, command) => {
  const app = await seen({
    'package.json': { name: 'api', scripts: { build: 'tsc', start: script }, dependencies: { express: '5' } },
    'src/server.ts': "import express from 'express'\nexpress().listen(3000)",
  })
  expect(app.starts[0]?.command).toBe(command)
})

test('the database of a workspace is the one that its parts talk to', async () => {
  const app = await seen({
    'package.json': { name: 'all', private: true, workspaces: ['apps/*', 'packages/*'] },
    'apps/web/package.json': { name: 'web', scripts: { dev: 'next dev' }, dependencies: { next: '16', '@all/db': 'workspace:*' } },
    'apps/web/app/page.tsx': "import { orders } from '@all/db'\nexport default () => orders",
    'packages/db/package.json': { name: '@all/db', dependencies: { pg: '8' } },
    'packages/db/index.ts': "import { Pool } from 'pg'\nexport const pool = new Pool()",
    'packages/other/package.json': { name: '@all/other', dependencies: { mongoose: '8' } },
    'packages/other/index.ts': "import mongoose from 'mongoose'\nexport { mongoose }",
  })
  expect(app).toMatchObject({ folder: 'apps/web', database: { kind: 'postgres', by: 'pg' }, mongodb: false })
})

test('of pages and the server that keeps their data, the server is run', async () => {
  const app = await seen({
    'frontend/package.json': { name: 'pages', scripts: { start: 'next start' }, dependencies: { next: '15' } },
    'frontend/app/page.tsx': "export default () => fetch('http://localhost:5000/items')",
    'backend/package.json': { name: 'server', scripts: { start: 'node index.js' }, dependencies: { express: '5', mongoose: '8' } },
    'backend/index.js': "const express = require('express')\nconst mongoose = require('mongoose')\nexpress().listen(5000)",
  })
  expect(app).toMatchObject({ folder: 'backend', database: { kind: 'mongodb' } })
})

test('a Prisma that is declared and not used is not what keeps the data', async () => {
  const app = await seen({
    'apps/one/package.json': {
      name: 'one',
      scripts: { start: 'node index.js' },
      dependencies: { express: '5', mongoose: '8' },
      devDependencies: { prisma: '5' },
    },
    'apps/one/index.js': "const express = require('express')\nconst mongoose = require('mongoose')\nexpress().listen(5000)",
    'apps/two/prisma/schema.prisma':
      'generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "postgresql"\n}\n',
  })
  expect(app).toMatchObject({ folder: 'apps/one', database: { kind: 'mongodb' } })
})

test('what was put aside is not what is run', async () => {
  const app = await seen({
    'package.json': { name: 'now', scripts: { dev: 'vite' }, devDependencies: { vite: '6' } },
    'legacy/frontend/package.json': { name: 'before', scripts: { dev: 'next dev' }, dependencies: { next: '12' } },
    'legacy/frontend/pages/index.js': 'export default () => null',
  })
  expect(app.folder).toBe('')
})

test.each([
  ['sqlite', '6.19.0', 'postgres'],
  ['mysql', '5.22.0', 'postgres'],
  ['postgresql', '6.19.0', 'postgres'],
  ['mongodb', '6.19.0', 'mongodb'],
])('Prisma %s %s runs on %s', async (provider, version, kind) => {
  const app = await seen({
    'package.json': { name: 'app', scripts: { start: 'node server.js' }, dependencies: { '@prisma/client': version, express: '5' } },
    'server.js': "import { PrismaClient } from '@prisma/client'\nimport express from 'express'\nexpress().listen(3000)",
    'prisma/schema.prisma': `generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "${provider}"\n  url = env("DATABASE_URL")\n}\nmodel A {\n  id Int @id\n}\n`,
  })
  expect(app.database.kind).toBe(kind)
})

test.each([
  ['ioredis', true],
  ['cache-manager-redis-yet', true],
  ['@nestjs/bull', true],
  ['@upstash/redis', false],
  ['redis-mock', false],
  ['predis-like', false],
])('what has %s inside needs Redis: %s', async (name, isNeeded) => {
  const app = await seen({
    'package.json': { name: 'app', scripts: { start: 'node server.js' }, dependencies: { [name]: '1', express: '5' } },
    'server.js': `import express from 'express'\nimport '${name}'\nimport store from '${name}'\nexpress().listen(3000)`,
  })
  expect(app.redis).toBe(isNeeded)
})

test.each([
  ['forms alone', "app.use(express.urlencoded({ extended: true })); app.get('/', (req, res) => res.json({ a: 1 }))", true],
  ['forms alone, by body-parser', 'app.use(bodyParser.urlencoded({ extended: false }))', true],
  ['both', 'app.use(express.urlencoded({ extended: true })); app.use(express.json({ limit: "1mb" }))', false],
  ['both, one kept in a variable', 'const read = bodyParser.json(); app.use(bodyParser.urlencoded({ extended: true }), read)', false],
  ['both, by a name of its own', "app.use('/api', json()); app.use(urlencoded())", false],
  ['nothing', "app.get('/', (req, res) => res.json({}))", false],
])('a server that reads %s', async (_, code, expected) => {
  const app = await seen({
    'package.json': { name: 'shop', scripts: { start: 'node server.js' }, dependencies: { express: '5' } },
    'server.js': `const express = require('express'), app = express()\n${code}\napp.listen(3000)`,
  })
  expect(app.formsOnly).toBe(expected)
})

test('of several servers the one that keeps the accounts is run, and the others are named', async () => {
  const service = (dependencies: Record<string, string>) => ({
    scripts: { start: 'node server.js' },
    dependencies: { express: '5', mongoose: '8', ...dependencies },
  })
  const server = "import express from 'express'\nimport mongoose from 'mongoose'\nexpress().listen(5000)"
  const app = await seen({
    'package.json': { name: 'shop', scripts: { start: 'node all.js' }, devDependencies: { concurrently: '9' } },
    'courier/package.json': { name: 'courier', ...service({}) },
    'courier/server.js': server,
    'people/package.json': { name: 'people', ...service({ bcryptjs: '3' }) },
    'people/server.js': server,
    'old/package.json': { name: 'before', ...service({ bcryptjs: '3' }) },
    'old/server.js': server,
    'web/package.json': { name: 'web', scripts: { dev: 'vite' }, dependencies: { vite: '6' } },
    'shared/package.json': { name: 'shared', main: 'index.js', dependencies: { express: '5' } },
  })
  expect([app.folder, app.others]).toEqual(['people', ['courier']])
})
