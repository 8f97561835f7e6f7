import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { audit } from '#audit'
import type { Audit } from './audited.js'
import type { GateStep } from './gate.js'
import { parses, reaudited } from './gate-steps.js'
import { repair, type RepairOptions } from './repair.js'
import { undo } from './undo.js'

const APP: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "15.3.0", "@prisma/client": "6.8.0" } }\n',
  '.env.example': 'DATABASE_URL=\n',
  'lib/warehouse.ts':
    "const WAREHOUSE_API_TOKEN = '9c1be07f42d8a35b6f'\n\nexport const stock = (sku: string) =>\n  fetch(`https://api.warehouse.io/stock/${sku}`, { headers: { Authorization: `Bearer ${WAREHOUSE_API_TOKEN}` } })\n",
  'app/api/products/route.ts':
    "import { PrismaClient } from '@prisma/client'\n\nconst prisma = new PrismaClient()\n\nexport async function GET(req: Request) {\n  const slug = new URL(req.url).searchParams.get('shelf') ?? ''\n  const products = await prisma.product.findMany({ where: { shelfId: slug } })\n  return Response.json({ products, at: process.env.SHOP_NAME })\n}\n",
  'prisma/schema.prisma':
    'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n\nmodel Product {\n  id      String @id\n  shelfId String\n  name    String\n}\n',
  'prisma/migrations/20250101000000_init/migration.sql':
    'CREATE TABLE "Product" ("id" TEXT NOT NULL PRIMARY KEY, "shelfId" TEXT NOT NULL, "name" TEXT NOT NULL);\n',
}

let root: string
let audits = 0
const auditAt: Audit = async folder => {
  audits++
  const { report, problems, model, source } = await audit(folder, { cache: false })
  return { findings: report.findings, problems, model, source }
}
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Owner', '-c', 'user.email=owner@example.com', ...args], { cwd: root, encoding: 'utf8' }).trimEnd()
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const mend = (options: Partial<RepairOptions> = {}) =>
  repair({ folder: root, audit: auditAt, gate: [parses, reaudited(auditAt)], ...options })

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'seaworthy-repair-'))
  for (const [path, text] of Object.entries(APP)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  audits = 0
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function commit(): void {
  git('init', '--quiet', '--initial-branch', 'main')
  git('add', '.')
  git('commit', '--quiet', '--message', 'app')
}

test('each repair is a commit on a branch of its own, and nothing of the user is touched', async () => {
  commit()
  // A hook that must not run, and work that is in no commit.
  writeFileSync(join(root, '.git/hooks/pre-commit'), '#!/bin/sh\ntouch "$(git rev-parse --git-common-dir)/hooked"\nexit 1\n', {
    mode: 0o755,
  })
  writeFileSync(join(root, 'lib/warehouse.ts'), `${APP['lib/warehouse.ts']}// my work\n`)
  writeFileSync(join(root, 'notes.txt'), 'mine')
  const before = git('rev-parse', 'main')
  const { records, branch, uncommitted } = await mend()
  expect(records.map(one => one.kind)).not.toContain('refused')
  expect(records.length).toBeGreaterThan(2)
  expect(uncommitted).toBe(1)
  expect(git('rev-parse', 'HEAD')).toBe(before)
  expect(git('symbolic-ref', 'HEAD')).toBe('refs/heads/main')
  expect(read('lib/warehouse.ts')).toMatch(/9c1be07f[\s\S]*my work/)
  expect(existsSync(join(root, '.git/hooked'))).toBe(false)
  expect(git('log', '--format=%(trailers:key=Seaworthy-Finding,valueonly,separator=)', `main..${branch}`).split('\n').toSorted()).toEqual(
    records.map(one => one.finding).toSorted(),
  )
  expect(git('show', `${branch}:lib/warehouse.ts`)).not.toContain('9c1be07f')
  expect(git('log', '--format=%B', `main..${branch}`)).not.toContain('9c1be07f42d8a35b6f')
  expect(git('worktree', 'list').split('\n')).toHaveLength(1)
})

test('a second run changes nothing', async () => {
  commit()
  const { branch } = await mend()
  const tip = git('rev-parse', branch!)
  const again = await mend()
  expect(again.records).toEqual([])
  expect(git('rev-parse', branch!)).toBe(tip)
})

test('a run that dies at any audit is taken up where it was', async () => {
  commit()
  const whole = await mend()
  const wanted = git('diff', 'main', whole.branch!)
  const steps = audits
  for (let death = 1; death <= steps; death++) {
    git('branch', '--quiet', '-D', whole.branch!)
    rmSync(join(root, '.seaworthy'), { recursive: true })
    let count = 0
    const dying: Audit = folder => (++count === death ? Promise.reject(new Error('died')) : auditAt(folder))
    await expect(repair({ folder: root, audit: dying, gate: [parses, reaudited(dying)], today: new Date() })).rejects.toThrow('died')
    await mend()
    const [stamps, without] = [/\d{14}(?=_index)/g, /^index .*$/gm]
    expect(git('diff', 'main', whole.branch!).replace(stamps, '').replace(without, '')).toBe(
      wanted.replace(stamps, '').replace(without, ''),
    )
  }
}, 120_000)

test('a repair is undone by a commit, and is not made again', async () => {
  commit()
  const { records, branch } = await mend()
  const index = records.find(one => one.check === 'performance/missing-index')!
  expect(undo(root, index.finding).down).toContain('DROP INDEX')
  expect(git('show', `${branch}:prisma/schema.prisma`)).not.toContain('@@index')
  expect(() => undo(root, index.finding)).toThrow('has no repair here')
  expect((await mend()).records).toEqual([])
  expect((await mend({ only: [index.finding] })).records.map(one => one.finding)).toEqual([index.finding])
})

test('what the gate refuses is taken back, whatever else was in the batch', async () => {
  commit()
  const forbids: GateStep = {
    name: 'build',
    proves: true,
    run: async ({ touched }) =>
      touched.includes('lib/warehouse.ts') ? { verdict: 'failed', log: 'does not build' } : { verdict: 'passed', log: '' },
  }
  const { records, branch } = await mend({ gate: [parses, reaudited(auditAt), forbids] })
  expect(records.filter(one => one.kind === 'refused').map(one => one.check)).toEqual(['secrets/hard-coded-secret'])
  expect(records.filter(one => one.kind === 'kept').length).toBeGreaterThan(1)
  expect(git('show', `${branch}:lib/warehouse.ts`)).toContain('9c1be07f')
})

test('without git every repair is a patch file, in order, and the app is left alone', async () => {
  const { records, branch } = await mend()
  expect(branch).toBeUndefined()
  for (const [path, text] of Object.entries(APP)) expect(read(path)).toBe(text)
  const files = readdirSync(join(root, '.seaworthy/patches')).toSorted()
  expect(files.map(file => `.seaworthy/patches/${file}`)).toEqual(records.map(one => one.file))
  for (const file of files) git('apply', join('.seaworthy/patches', file))
  expect(read('prisma/schema.prisma')).toContain('@@index([shelfId])')
  expect(read('lib/warehouse.ts')).not.toContain('9c1be07f')
})

test('only what was asked for is repaired, and no more than was asked for', async () => {
  commit()
  const { records } = await mend({ only: ['performance'], max: 1 })
  expect(records).toHaveLength(1)
  expect(records[0]!.check).toMatch(/^performance\//)
})
