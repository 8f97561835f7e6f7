import { keepOutput } from '../supervisor/output.js'
import type { Executed } from '../supervisor/settings.js'
import type { SealKind } from './launcher.js'
import { sealed } from './seal.js'
import type { SealSpec } from './spec.js'

/** Runs one command in a seal of its own, to its end or its limit. */
export function runSealed(
  spec: SealSpec,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  limit: number,
  kind?: SealKind,
): Promise<Executed> {
  const start = performance.now()
  const child = sealed(spec, command, env, kind)
  const output = keepOutput(40_000)
  output.take(child.stdout)
  output.take(child.stderr)
  child.stdin?.end()
  return new Promise(resolve => {
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, limit)
    const done = (code: number | null): void => {
      clearTimeout(timer)
      resolve({ code: code ?? -1, output: output.text(), timedOut, milliseconds: Math.round(performance.now() - start) })
    }
    child.once('close', done)
    child.once('error', error => {
      output.say(error.message)
      done(-1)
    })
  })
}
