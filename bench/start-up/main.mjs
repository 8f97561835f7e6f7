// How long `seaworthy --help` takes to start beside bare node. Goal: under 1.5 times.
import { fileURLToPath } from 'node:url'
import { measure, median } from '../audit/measure.mjs'

const TIMES = 21
const ours = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const bare = await median(TIMES, () => measure({ args: ['--eval', '0'] }))
console.log(`bare node: ${bare.ms.toFixed(0)} ms, median of ${TIMES}`)
for (const args of [['--version'], ['--help'], ['checks']]) {
  const { ms } = await median(TIMES, () => measure({ args: [ours, ...args] }))
  console.log(`seaworthy ${args.join(' ')}: ${ms.toFixed(0)} ms, ${(ms / bare.ms).toFixed(2)} x`)
}
