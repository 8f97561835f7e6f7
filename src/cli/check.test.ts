import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Failure } from '#base/failure'
import { storefront } from '#report/handover/handover.fixture'
import { run as check } from './check.js'
import { historyOf } from './churn.js'
import { run as handover } from './handover.js'
import { folder, SMALL } from './run.fixture.js'
import { saveRun } from './write-handover.js'

async function printed(work: () => Promise<number>): Promise<{ readonly code: number; readonly out: string }> {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...parts) => void lines.push(parts.join(' ')))
  try {
    return { code: await work(), out: lines.join('\n') }
  } finally {
    log.mockRestore()
  }
}

function git(cwd: string, date: string, ...args: string[]): void {
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    cwd,
    env,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
}

test('check says whether, by which plan, and for how much', async () => {
  const root = folder(SMALL)
  const { code, out } = await printed(() => check(root, { rate: '80' }))
  expect(code).toBe(0)
  expect(out).toContain('The smallest plan that helps: Do it yourself')
  expect(out).toMatch(/4\.5 h × 80 = 360/)
  expect(out.match(/\[[x ?]\] \d\./g)).toHaveLength(9)
  await expect(check(root, { rate: 'much' })).rejects.toThrow(Failure)
})

test('the last two weeks of a history are counted', () => {
  const root = folder({ ...SMALL, 'prisma/schema.prisma': 'model A { id Int @id }\n' })
  const now = Date.now()
  const ago = (days: number): string => new Date(now - days * 86_400_000).toISOString()
  expect(historyOf(root, now)).toBeUndefined()
  git(root, ago(40), 'init', '-q')
  git(root, ago(40), 'add', '-A')
  git(root, ago(40), 'commit', '-qm', 'first')
  writeFileSync(join(root, 'prisma/schema.prisma'), 'model A { id Int @id\n name String }\n')
  git(root, ago(3), 'commit', '-qam', 'schema')
  writeFileSync(join(root, 'src/server.js'), '// new\n')
  git(root, ago(2), 'commit', '-qam', 'route')
  expect(historyOf(root, now)).toEqual({ recent: 2, schema: 1, routeFiles: ['src/server.js'], days: 40 })
})

test('handover writes the folder of the last rescue again, the same', async () => {
  const root = folder(SMALL)
  await expect(handover(root)).rejects.toThrow('No rescue of this app has ended yet.')
  saveRun(root, await storefront())
  expect((await printed(() => handover(root))).out).toContain('index.html')
  const page = join(root, '.seaworthy/handover/index.html')
  const first = readFileSync(page, 'utf8')
  await printed(() => handover(root))
  expect(readFileSync(page, 'utf8')).toBe(first)
  expect(existsSync(join(root, '.seaworthy/rescue.json.part'))).toBe(false)
  writeFileSync(join(root, '.seaworthy/rescue.json'), '{"format":')
  await expect(handover(root)).rejects.toThrow(Failure)
}, 60_000)
