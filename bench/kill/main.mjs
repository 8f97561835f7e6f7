/**
 * Kills a rescue at random moments (`kill -9`), starts it again, and asks for the same end as a rescue that nobody killed:
 * the same findings with the same verdicts, the same repairs, the same files on the branch, the same score. What the killed
 * one started must be gone. Ends with 1 when one differs.
 *
 * node bench/kill/main.mjs [times] [seed]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { copyApp } from '../../scripts/demo/copy-app.mjs'
import { endOf } from './end.mjs'
import { leftOf } from './left.mjs'
import { mulberry32 } from './random.mjs'
import { git } from './git.mjs'

const times = Number(process.argv[2] ?? 30)
const random = mulberry32(Number(process.argv[3] ?? 1))
const bin = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const apps = mkdtempSync(join(tmpdir(), 'seaworthy-kill-'))

try {
  const first = copied('undisturbed')
  const started = performance.now()
  await rescued(first)
  const whole = performance.now() - started
  const wanted = endOf(first)
  console.log(`Undisturbed: ${seconds(whole)}, ${wanted.findings.length} findings, ${wanted.repairs.length} repairs, score ${wanted.score}`)
  let wrong = 0
  for (let n = 1; n <= times; n++) {
    const app = copied(String(n))
    const after = random() * whole
    const stage = await killed(app, after)
    const left = await leftOf(stage.pid)
    await rescued(app)
    const differs = Object.entries(endOf(app)).flatMap(([part, value]) =>
      JSON.stringify(value) === JSON.stringify(wanted[part]) ? [] : [`${part}: ${difference(wanted[part], value)}`],
    )
    const said = [...(left.length ? [`left behind: ${left.join(', ')}`] : []), ...differs]
    if (said.length) wrong++
    console.log(`${String(n).padStart(3)}  killed after ${seconds(after)} (${stage.name})  ${said.join('; ') || 'the same end'}`)
    rmSync(app, { recursive: true, force: true })
  }
  console.log(`\n${times - wrong} of ${times} ended as the one that nobody killed.`)
  process.exitCode = wrong > 0 ? 1 : 0
} finally {
  rmSync(apps, { recursive: true, force: true })
}

function copied(name) {
  const app = join(apps, name)
  copyApp(fileURLToPath(new URL('./app', import.meta.url)), app)
  git(app, 'commit', '--quiet', '--message', 'The app')
  return app
}

function start(app) {
  return spawn(process.execPath, [bin, 'rescue', '--rows', '0', app], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
}

async function rescued(app) {
  const child = start(app)
  const errors = []
  child.stderr.on('data', chunk => errors.push(chunk))
  const [code] = await once(child, 'exit')
  if (code !== 0 && code !== 1) throw new Error(`The rescue ended with ${code}: ${Buffer.concat(errors)}`)
}

/** The stage that the kill met, as it was told last. */
async function killed(app, after) {
  const child = start(app)
  let name = 'start'
  child.stderr.on(
    'data',
    chunk => (name = /^(?:✓ )?([\w ]+?)(?: …|\s{2,}.*)?$/m.exec(String(chunk).trimEnd().split('\n').at(-1))?.[1] ?? name),
  )
  await Promise.race([sleep(after), once(child, 'exit')])
  if (child.exitCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { name, pid: child.pid }
}

function difference(wanted, value) {
  if (!Array.isArray(value)) return `${value} instead of ${wanted}`
  const [more, less] = [value.filter(one => !wanted.includes(one)), wanted.filter(one => !value.includes(one))]
  return [...more.map(one => `+ ${one}`), ...less.map(one => `- ${one}`)].slice(0, 4).join(', ') || 'another order'
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`
}
