import { expect, test } from 'vitest'
import { placesOf, problemsIn } from '#checks/secrets/problems.fixture'
import check from './undeclared-variable.js'

test('finds a variable that no example names, once, with its other places', async () => {
  const found = await problemsIn(check, {
    '.env.example': 'DATABASE_URL=\n# optional\n# MAIL_FROM=',
    'a.ts': "use(process.env.DATABASE_URL, process.env.MAIL_FROM, process.env.FEE_RATE)\nuse(Deno.env.get('FEE_RATE'))",
  })
  expect(placesOf(found)).toEqual(['a.ts:1'])
  expect(found[0]?.trail).toEqual([{ at: { file: 'a.ts', line: 2 }, label: 'also read here' }])
})

test('passes what has a fallback, what a platform sets, what other files declare, and scripts', async () => {
  const found = await problemsIn(check, {
    '.env.example': 'A=',
    'wrangler.toml': '[vars]\nQUEUE_NAME = "x"',
    'a.ts':
      "use(process.env.NODE_ENV, process.env.VERCEL_URL, process.env.LIMIT ?? '5', process.env.QUEUE_NAME, import.meta.env.DEV)\n// process.env.OLD_NAME\nconst text = 'process.env.IN_TEXT'",
    'scripts/import.ts': 'use(process.env.IMPORT_TOKEN)',
  })
  expect(found).toEqual([])
})

test('says nothing where there is no example', async () => {
  expect(await problemsIn(check, { 'a.ts': 'use(process.env.FEE_RATE)' })).toEqual([])
})

test('asks the example of the package that reads the variable, none of another', async () => {
  const found = await problemsIn(check, {
    'package.json': '{ "name": "club" }',
    'server/package.json': '{ "name": "server" }',
    'server/.env.example': 'DATABASE_URL=',
    'server/index.ts': 'use(process.env.FEE_RATE)',
    'web/package.json': '{ "name": "web" }',
    'web/main.ts': 'use(import.meta.env.VITE_API_URL)',
  })
  expect(placesOf(found)).toEqual(['server/index.ts:1'])
  expect(found[0]?.data).toMatchObject({ example: 'server/.env.example' })
})
