import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (use: string) =>
  (
    await findingsIn('broken/unmounted-router', {
      'server.ts': `import express from 'express'\nimport { setupReports } from './reports.js'\nconst app = express()\n${use}\napp.get('/', (req, res) => res.end())\napp.listen(3000)`,
      'reports.ts':
        "import type { Express } from 'express'\nexport function setupReports(app: Express) {\n  app.get('/reports', (req, res) => res.json([]))\n  app.get('/reports/all', (req, res) => res.json([]))\n}",
    })
  ).map(one => one.split(' ').slice(0, 2).join(' '))

test('speaks once of a file that nobody calls', async () => {
  expect(await found('// setupReports(app)')).toEqual(['reports.ts:3 low'])
})

test('passes one that is called', async () => {
  expect(await found('setupReports(app)')).toEqual([])
})
