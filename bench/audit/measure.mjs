import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Runs node on a script; wall-clock time and, where the system tells it (Linux), the peak of memory. */
export function measure({ args, cwd, timeout = 300_000 }) {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'], timeout })
    let output = ''
    let peak
    const timer = setInterval(() => (peak = peakOf(child.pid) ?? peak), 10)
    child.stdout.on('data', part => (output += part))
    child.on('error', reject)
    child.on('close', code => {
      const ms = performance.now() - start
      clearInterval(timer)
      // 0 and 1 are how all of these say clean and findings; a tool that failed is not fast.
      if (code !== 0 && code !== 1) return reject(new Error(`${args.join(' ')} ended with ${code}`))
      resolve({ ms, peak, output, code })
    })
  })
}

function peakOf(pid) {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024 || undefined
  } catch {
    return undefined
  }
}

/** The middle one of several, by time. */
export async function median(times, run) {
  const results = []
  for (let index = 0; index < times; index++) results.push(await run())
  return results.sort((a, b) => a.ms - b.ms)[Math.floor(times / 2)]
}
