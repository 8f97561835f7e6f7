import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (imports: string, more: Record<string, string> = {}) =>
  findingsIn('broken/missing-module', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "5.0.0" } }',
    'server.ts': `import express from 'express'
${imports}
const app = express()
app.get('/api/stats', (req, res) => res.json(stats.of(req.query.day)))
app.listen(3000)`,
    ...more,
  })

test('finds a file that is not there, and one that is empty', async () => {
  expect(await find("import { stats } from './lib/stats.js'")).toEqual([
    'server.ts:2 medium `server.ts`, which `GET /api/stats` loads, imports `./lib/stats.js`, which is not there.',
  ])
  expect(await find("const stats = require('./lib/stats')", { 'lib/stats.js': '// later\n' })).toEqual([
    'server.ts:2 medium `server.ts`, which `GET /api/stats` loads, imports `./lib/stats`, which is empty.',
  ])
})

test('finds what an alias means where its other imports say so', async () => {
  const found = await find("import { day } from '@/lib/day'\nimport { stats } from '@/lib/stats'", {
    'src/lib/day.ts': 'export const day = 1',
  })
  expect(found).toEqual(['server.ts:3 medium `server.ts`, which `GET /api/stats` loads, imports `@/lib/stats`, which is not there.'])
  expect(await find("import { stats } from '@/lib/stats'")).toEqual([])
})

test.each([
  ['one that is there', "import { stats } from './lib/stats.js'", { 'lib/stats.ts': 'export const stats = { of: () => 1 }' }],
  ['a folder', "import { stats } from './lib'", { 'lib/index.ts': 'export const stats = { of: () => 1 }' }],
  ['what git ignores', "import { stats } from './lib/stats'", { '.gitignore': 'lib/stats.ts\n' }],
  ['what is generated', "import { stats } from './generated/stats'", {}],
  ['types alone', "import { Stats } from './types'\nconst stats = { of: (day: unknown): Stats[] => [] }", {}],
  ['declarations', "import { stats } from './lib/stats'", { 'lib/stats.d.ts': 'export declare const stats: { of(day: unknown): number }' }],
  ['a style', "import './shop.css'\nimport stats from './stats.json'", {}],
  ['a file that is run for what it does', "import './polyfill'\nconst stats = { of: () => 1 }", { 'polyfill.ts': '' }],
])('passes %s', async (_, imports, more) => {
  expect(await find(imports, more as Record<string, string>)).toEqual([])
})
