import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { rescue } from '#rescue'
import { run } from './rescue.js'
import { folder } from './run.fixture.js'

/** An app with one fault that is mended by a rule: a variable that the example does not name. */
const APP = {
  'package.json': JSON.stringify({ name: 'tiny', type: 'module', dependencies: { express: '^5.0.0' } }),
  '.env.example': 'PORT=\n',
  'server.js':
    "import express from 'express'\nconst app = express()\napp.get('/health', (req, res) => res.json({ name: process.env.SHOP_NAME }))\napp.listen(process.env.PORT)\n",
}

function repository(): string {
  const root = folder(APP)
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'first'],
  ])
    expect(spawnSync('git', args, { cwd: root }).status).toBe(0)
  return root
}

async function rescued(
  root: string,
  flags: Parameters<typeof run>[1],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const log = vi.spyOn(console, 'log').mockImplementation(text => void out.push(String(text)))
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(text => (err.push(String(text)), true))
  try {
    return { code: await run(root, flags), out: out.join('\n'), err: err.join('') }
  } finally {
    log.mockRestore()
    write.mockRestore()
  }
}

test('without the lab it reads, repairs, says so and writes nothing but a branch and its own folder', async () => {
  const root = repository()
  const { code, out, err } = await rescued(root, { skip: 'prove,retest' })
  expect(code).toBe(0)
  expect(out).toContain('Everything here was read in the code; the app was not run.')
  expect(out).toMatch(/The repairs are on the branch seaworthy\//)
  expect(err).toMatch(/✓ read[^]*✓ repair/)
  expect(err).not.toContain('\u001B[2K')
  const page = readFileSync(join(root, '.seaworthy/handover/index.html'), 'utf8')
  expect(page).toContain('SHOP_NAME')
  expect(readFileSync(join(root, '.env.example'), 'utf8')).toBe(APP['.env.example'])
  expect(existsSync(join(root, '.seaworthy/rescue.json'))).toBe(true)
}, 60_000)

test('--until read and prove alone change nothing, and an unknown stage is refused', async () => {
  const root = repository()
  const { out } = await rescued(root, { skip: 'prove', until: 'prove' })
  expect(out).not.toContain('branch')
  expect(spawnSync('git', ['branch', '--list', 'seaworthy/*'], { cwd: root, encoding: 'utf8' }).stdout).toBe('')
  await expect(rescued(root, { until: 'dinner' })).rejects.toThrow('`dinner` is no stage.')
}, 60_000)

test('a second rescue tells of the repairs that the first one made, and two at once are refused', async () => {
  const root = repository()
  const first = await rescued(root, { skip: 'prove,retest' })
  const before = readFileSync(join(root, '.seaworthy/handover/handover.md'), 'utf8')
  const second = await rescued(root, { skip: 'prove,retest' })
  expect(second.out).toBe(first.out)
  const timeless = (text: string): string => text.replaceAll(/How long it took[^\n]*/g, '')
  expect(timeless(readFileSync(join(root, '.seaworthy/handover/handover.md'), 'utf8'))).toBe(timeless(before))
  writeFileSync(join(root, '.seaworthy/rescue.lock'), String(process.ppid))
  await expect(rescued(root, { skip: 'prove,retest' })).rejects.toThrow('Another rescue of this app is running.')
}, 60_000)

test('without time nothing is repaired, and that is said', async () => {
  const root = repository()
  const { leftOut, repairs, branch } = await rescue(root, { skip: ['prove'], budget: 1 })
  expect({ leftOut, repairs, branch }).toEqual({ leftOut: ['repairs that came later in the order'], repairs: [], branch: undefined })
}, 60_000)
