import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { patience } from '../patience.js'
import { compiled } from '../seal/ours.js'
import { sealed } from '../seal/seal.js'
import type { SealSpec } from '../seal/spec.js'
import type { SupervisorSettings } from '../supervisor/settings.js'
import { type Control, controlBy } from './control.js'

/** A sealed world with its supervisor in it. */
export interface World {
  readonly control: Control
  /** A file of the shared folder, seen from outside: `run/app.sock`. */
  path(name: string): string
  /** What the supervisor itself complained of. */
  readonly complaints: () => string
  close(): Promise<void>
}

const STARTS_WITHIN = 30_000

/** Throws with the seal's or the supervisor's own words. */
export async function openWorld(spec: SealSpec, settings: Omit<SupervisorSettings, 'token'>): Promise<World> {
  const token = randomBytes(24).toString('hex')
  const child = sealed(spec, [process.execPath, '--max-old-space-size=1024', compiled('lab/supervisor/main.js')], {})
  let complaints = ''
  child.stderr!.on('data', (part: Buffer) => (complaints = (complaints + part.toString('utf8')).slice(-20_000)))
  const ended = new Promise<string>(resolve => {
    child.once('exit', code => resolve(`failed with code ${code}`))
    child.once('error', error => resolve(`failed ${error.message}`))
  })
  child.stdin!.on('error', () => undefined)
  child.stdin!.write(`${JSON.stringify({ ...settings, token })}\n`)
  const firstLine = once(createInterface({ input: child.stdout! }), 'line').then(([line]) => String(line))
  const within = STARTS_WITHIN * patience()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>(
    resolve =>
      (timer = setTimeout(
        () => resolve(`The seal did not open within ${Math.round(within / 1000)} s; the machine is busy with other work`),
        within,
      )),
  )
  const line = await Promise.race([firstLine, ended, late])
  clearTimeout(timer)
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  if (line !== 'ready') {
    await close()
    throw new Error(`${line}${complaints ? `: ${complaints.trim().slice(-600)}` : ''}`)
  }
  return {
    control: controlBy(join(spec.run, 'run/control.sock'), token),
    path: name => join(spec.run, name),
    complaints: () => complaints,
    close,
  }
}
