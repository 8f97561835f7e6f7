import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const CLIENT = "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()"
const find = (paths: readonly string[]) =>
  findingsIn('performance/many-clients', {
    ...Object.fromEntries(paths.map(path => [path, CLIENT])),
    'package.json': '{ "name": "a", "dependencies": { "@prisma/client": "6.0.0" } }',
  })

test('counts the files of the app', async () => {
  expect(await find(['src/a.ts', 'src/b.ts', 'src/c.ts'])).toEqual([
    'src/a.ts:2 low 3 files, `src/a.ts` among them, make a `PrismaClient` each, with a pool of connections of its own.',
  ])
})

test('passes one for the app and those of scripts', async () => {
  expect(await find(['src/db.ts', 'prisma/seed.ts', 'scripts/fill.ts', 'src/jobs.ts', 'src/a.test.ts'])).toEqual([])
})
