/**
 * Our load beside another open-model generator at the same constant rate (`loadtest`), on a server that stalls at known
 * times, and beside what those stalls must come to. Ends with 1 when a percentile is more than a tenth away.
 *
 * autocannon with a rate is no measure here: it sends a second's requests at once, and corrects every latency as if one
 * request a millisecond had been due.
 *
 * node bench/load/main.mjs
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { loadTest } from 'loadtest'
import { drive } from '../../dist/lab/load/drive.js'

const EVERY = 2000
const STALL = 300
const RATE = 200
const SECONDS = 16
const TIMES = 3
const NAMES = ['p50', 'p95', 'p99']

const server = fork(fileURLToPath(new URL('./server.mjs', import.meta.url)))
const [port] = await once(server, 'message')
const url = `http://127.0.0.1:${port}`
let clock
const rows = { ours: [], 'loadtest at a rate': [], 'one after another': [] }
try {
  for (let n = 0; n < TIMES; n++) {
    rows.ours.push(await ours())
    rows['loadtest at a rate'].push(await theirs({ requestsPerSecond: RATE, maxRequests: RATE * SECONDS }))
    rows['one after another'].push(await theirs({ concurrency: 1, maxSeconds: SECONDS }))
  }
  server.send('report')
  ;[clock] = await once(server, 'message')
} finally {
  server.kill()
}
const figures = { planted: planted(clock), ...Object.fromEntries(Object.entries(rows).map(([name, runs]) => [name, medianOf(runs)])) }
console.log(`${RATE} requests a second for ${SECONDS} s, a stall of ${STALL} ms every ${EVERY} ms; milliseconds, median of ${TIMES}\n`)
for (const [name, figure] of Object.entries(figures))
  console.log(`${name.padEnd(26)}${NAMES.map(one => `${one} ${figure[one].toFixed(0).padStart(5)}`).join('   ')}`)
for (const peer of ['planted', 'loadtest at a rate']) {
  const apart = Math.max(...NAMES.map(one => Math.abs(figures.ours[one] / figures[peer][one] - 1)))
  console.log(`\nours and ${peer}: at most ${(apart * 100).toFixed(1)} % apart`)
  if (apart > 0.1) process.exitCode = 1
}

function ours() {
  const plan = { method: 'GET', path: '/', headers: {}, rate: RATE, warmUp: EVERY, duration: SECONDS * 1000, limit: 10_000, status: 200 }
  return drive({ host: '127.0.0.1', port }, plan)
}

async function theirs(options) {
  const { percentiles } = await loadTest({ url, quiet: true, ...options })
  return { p50: percentiles[50], p95: percentiles[95], p99: percentiles[99] }
}

/** Whoever comes during a stall waits for its end, and then as long as always; so does whose answer was due in it. */
function planted({ base, every, stall }) {
  const waits = Array.from({ length: Math.round(every) }, (_, at) => {
    if (at < stall) return stall - at + base
    return at + base > every ? every + stall - at : base
  }).sort((a, b) => a - b)
  const at = share => waits[Math.ceil(waits.length * share) - 1]
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

function medianOf(runs) {
  return Object.fromEntries(NAMES.map(one => [one, runs.map(run => run[one]).sort((a, b) => a - b)[Math.floor(runs.length / 2)]]))
}
