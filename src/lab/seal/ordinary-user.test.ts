import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { compiled } from './ours.js'

const NOBODY = 65_534
const ready = process.getuid?.() === 0 && existsSync(compiled('lab/seal/run.js'))
const folder = mkdtempSync(join(tmpdir(), 'ordinary-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Most people are not root, and most machines that test this are: the same seal, opened by whoever may do nothing else.
test.skipIf(!ready)('who is not root seals as well', { timeout: 60_000 }, () => {
  chownSync(folder, NOBODY, NOBODY)
  const at = (file: string): string => JSON.stringify(pathToFileURL(compiled(file)).href)
  const spec = { run: folder, binds: [], network: false, limits: { processes: 3_000, file: 1_000_000 } }
  const program = `const { sealAble } = await import(${at('lab/seal/kind.js')}), { runSealed } = await import(${at('lab/seal/run.js')})
const sealing = sealAble()
const ran = sealing.able && await runSealed(${JSON.stringify(spec)}, ['sh', '-c', 'grep CapEff /proc/self/status; ls -A /root /home; echo kept > /lab/home/file && cat /lab/home/file'], {}, 20000)
console.log(JSON.stringify({ sealing, ran }))`
  const user = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  const { stdout, stderr } = spawnSync(user[0]!, [...user.slice(1), process.execPath, '--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder },
  })
  const { sealing, ran } = JSON.parse(stdout || JSON.stringify({ stderr })) as { sealing: { able: boolean; why?: string }; ran: object }
  // A kernel may keep namespaces to root: then the reason is said, and nothing runs.
  if (!sealing.able) return expect(sealing.why).toBeTruthy()
  expect(ran).toMatchObject({ code: 0, output: expect.stringMatching(/CapEff:\t0+\n(?:\n?\/(?:root|home):\n)+kept/) })
})
