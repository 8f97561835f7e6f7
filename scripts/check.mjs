// What must hold before a commit, besides the tests. Runs every step, however many fail, and says at the end which did.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const packed = mkdtempSync(join(tmpdir(), 'seaworthy-pack-'))
const archive = () => join(packed, readdirSync(packed).find(name => name.endsWith('.tgz')) ?? 'missing.tgz')
const bin = name => join('node_modules', '.bin', name)

const steps = [
  ['types', [[bin('tsc'), '-p', 'tsconfig.json', '--noEmit']]],
  ['lint', [[bin('oxlint'), '--quiet']]],
  ['format', [[bin('prettier'), '--check', '--log-level', 'warn', '.']]],
  ['layers', [[bin('depcruise'), 'src', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long']]],
  ['generated files fresh', [['node', 'scripts/generate.mjs', '--check']]],
  ['lock file', [['node', 'scripts/lock.mjs', '--check']]],
  ['unused code', [[bin('knip'), '--no-progress']]],
  [
    'package',
    [
      ['node', 'scripts/build.mjs'],
      ['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', packed],
      () => [bin('publint'), 'run', archive(), '--strict'],
      () => [bin('attw'), archive(), '--profile', 'esm-only', '--no-color'],
    ],
  ],
]

const asked = process.argv.slice(2)
const failed = []
for (const [name, commands] of steps) {
  if (asked.length && !asked.includes(name.split(' ')[0])) continue
  const start = performance.now()
  console.log(`\n── ${name}`)
  const good = commands.every(command => run(typeof command === 'function' ? command() : command))
  console.log(`${good ? 'ok' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  if (!good) failed.push(name)
}
rmSync(packed, { recursive: true, force: true })
console.log(failed.length ? `\ncheck failed: ${failed.join(', ')}` : '\ncheck passed')
process.exitCode = failed.length ? 1 : 0

function run([command, ...args]) {
  // The compiler takes all memory it is given; a limit makes it collect instead.
  const env = { ...process.env, GOMEMLIMIT: '2GiB', NODE_OPTIONS: '--max-old-space-size=2048' }
  return spawnSync(command, args, { stdio: 'inherit', env, shell: process.platform === 'win32' }).status === 0
}
