import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Runs node on a script; wall-clock time and, where the system tells it (Linux), processor time and the peak of memory. */
export function measure({ args, cwd, timeout = 300_000 }) {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'], timeout })
    let output = ''
    let peak, cpu
    const timer = setInterval(() => {
      peak = peakOf(child.pid) ?? peak
      cpu = cpuOf(child.pid) ?? cpu
    }, 10)
    child.stdout.on('data', part => (output += part))
    child.on('error', reject)
    child.on('close', code => {
      const ms = performance.now() - start
      clearInterval(timer)
      // 0 and 1 are how all of these say clean and findings; a tool that failed is not fast.
      if (code !== 0 && code !== 1) return reject(new Error(`${args.join(' ')} ended with ${code}`))
      resolve({ ms, cpu, peak, output, code })
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

/** Milliseconds in which all threads of a process kept a core busy: the same on a loaded machine. */
function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/, '').trim().split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return undefined
  }
}

/** The middle one of several, by time. */
export async function median(times, run, timeOf = ({ ms }) => ms) {
  const results = []
  for (let index = 0; index < times; index++) results.push(await run())
  return results.sort((a, b) => timeOf(a) - timeOf(b))[Math.floor(times / 2)]
}
