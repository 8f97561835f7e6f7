// One audit in a process of its own: prints how long each stage took and the most memory the process held during it.
import { Worker } from 'node:worker_threads'

const [root, cache] = process.argv.slice(2)
const samples = new SharedArrayBuffer(8 * 20_000)
const sampler = new Worker(new URL('./sampler.mjs', import.meta.url), { workerData: { samples, everyMs: 5 } })
await new Promise(resolve => sampler.once('message', resolve))

const { optimiseLater } = await import('../../dist/base/optimise-later.js')
optimiseLater()
const { audit } = await import('../../dist/audit.js')
const start = Date.now()
const { report } = await audit(root, { timing: true, cache: cache === 'cache' })
await sampler.terminate()

const taken = new Float64Array(samples)
const stages = []
let from = start
for (const [name, ms] of Object.entries(report.timing)) {
  stages.push({ name, ms, peak: peakBetween(from, from + ms) })
  from += ms
}
console.log(JSON.stringify({ stages, findings: report.findings.length, routes: report.routes.length }))

function peakBetween(begin, end) {
  let peak = 0
  for (let index = 0; index < taken.length && taken[index]; index += 2)
    if (taken[index] >= begin - 5 && taken[index] <= end + 5) peak = Math.max(peak, taken[index + 1])
  return peak
}
