// npm run bench: cold and warm time and peak memory of the audit, per stage, beside its peers on the same project and cores.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure, median } from './measure.mjs'
import { peers } from './peers.mjs'
import { largeProject } from './project.mjs'

const TIMES = 3
const ours = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const stages = fileURLToPath(new URL('./stages.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const { name, root, files, lines } = largeProject(folder)
const forget = () => rmSync(join(root, '.seaworthy'), { recursive: true, force: true })
console.log(`${name}: ${lines.toLocaleString('en')} lines in ${files.toLocaleString('en')} files`)
console.log(`node ${process.version}, ${availableParallelism()} of ${cpus()[0]?.model.trim()}, median of ${TIMES}\n`)

const audit = ['--format', 'json', '--fail-on', 'never']
const rows = []
const usual = run => median(TIMES, run, ({ cpu, ms }) => cpu ?? ms)
rows.push(['seaworthy, cold', await usual(() => (forget(), measure({ args: [ours, root, ...audit] })))])
rows.push(['seaworthy, warm', await usual(() => measure({ args: [ours, root, ...audit] }))])
forget()
for (const peer of peers(folder, root)) rows.push([peer.name, await usual(() => measure(peer))])
print(
  ['', 'seconds', 'of processor', 'µs of it a line', 'peak MB'],
  rows.map(([label, { ms, cpu = ms, peak }]) => [
    label,
    (ms / 1000).toFixed(2),
    (cpu / 1000).toFixed(2),
    ((cpu * 1000) / lines).toFixed(1),
    megabytes(peak),
  ]),
)

for (const [label, prepare] of [
  ['cold', forget],
  ['warm', () => {}],
]) {
  prepare()
  const { output } = await measure({ args: [stages, root, 'cache'] })
  const result = JSON.parse(output)
  console.log(`\n${label}, stage by stage (${result.routes} routes, ${result.findings} findings)`)
  print(
    ['', 'ms', 'peak MB'],
    result.stages.map(stage => [stage.name, stage.ms.toFixed(0), megabytes(stage.peak)]),
  )
}

function megabytes(bytes) {
  return bytes ? (bytes / 1024 / 1024).toFixed(0) : '?'
}

function print(head, body) {
  const widths = head.map((_, index) => Math.max(...[head, ...body].map(row => row[index].length)))
  for (const row of [head, ...body])
    console.log(row.map((cell, index) => (index ? cell.padStart(widths[index]) : cell.padEnd(widths[index]))).join('  '))
}
