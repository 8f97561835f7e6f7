import { type ChildProcess, spawn } from 'node:child_process'
import { keepOutput } from './output.js'
import type { ExecuteSettings, Executed } from './settings.js'

const GRACE = 2_000
const OUTPUT = 40_000

/** Runs one command to its end, or to its limit. */
export function execute({ command, folder, env, limit, output: kept = OUTPUT }: ExecuteSettings): Promise<Executed> {
  const start = performance.now()
  const output = keepOutput(kept)
  const child = launch(command, folder, env)
  output.take(child.stdout)
  output.take(child.stderr)
  return new Promise(resolve => {
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      void end(child)
    }, limit)
    const done = (code: number | null): void => {
      clearTimeout(timer)
      signal(child, 'SIGKILL')
      resolve({ code: code ?? -1, output: output.text(), timedOut, milliseconds: Math.round(performance.now() - start) })
    }
    child.once('exit', done)
    child.once('error', error => {
      output.say(String(error))
      done(-1)
    })
  })
}

/** A process group of its own, so that it can be ended with everything that it starts. */
export function launch(command: string, folder: string, env: Readonly<Record<string, string>>): ChildProcess {
  return spawn('/bin/sh', ['-c', command], { cwd: folder, env: { ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Asks, waits two seconds, and does not ask again. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return signal(child, 'SIGKILL')
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  signal(child, 'SIGTERM')
  const timer = setTimeout(() => signal(child, 'SIGKILL'), GRACE)
  await gone
  clearTimeout(timer)
  signal(child, 'SIGKILL')
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, name)
  } catch {
    // Nobody of the group is left.
  }
}
