import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { toolEnvironment } from '../environment/tools.js'
import { openFolders } from '../folders.js'
import { bringPackages } from '../install/packages.js'
import { patience } from '../patience.js'
import { recognise } from '../recognise/recognise.js'
import { redact } from '../redact.js'
import { containDisk } from '../run/disk.js'
import { type LabOptions, patient } from '../run/options.js'
import { planLab } from '../run/plan.js'
import { openPrepared } from '../run/prepared-world.js'
import { recordSteps } from '../run/steps.js'
import type { World } from '../run/world.js'
import { sealAble } from '../seal/kind.js'
import type { AppState, Executed } from '../supervisor/settings.js'
import { type Complaint, complaintsIn } from './complaints.js'
import { buildChecksTypes, type OwnCheck, ownChecks } from './find.js'

export interface CheckOptions extends LabOptions {
  /** The copy is built besides: what the build checks anyway is not asked twice. */
  readonly builds?: boolean
}

/** A sealed copy of the app in which nothing listens and its own checks run, on its files as any commit has them. */
export interface CheckRoom {
  readonly checks: readonly OwnCheck[]
  /** Puts files in their place; `undefined` takes one away. */
  put(files: ReadonlyMap<string, string | undefined>): Promise<void>
  run(check: OwnCheck): Promise<CheckRun>
  close(): Promise<void>
}

/** What one check made of the files. */
export interface CheckRun {
  /** `ended`: by the lab, after its time or for what it took. */
  readonly outcome: 'passed' | 'failed' | 'ended'
  readonly complaints: readonly Complaint[]
  /** It failed, and nothing that it printed could be read. */
  readonly mute: boolean
  /** Its result in a few words. */
  readonly says: string
  readonly milliseconds: number
  /** Milliseconds that it had. */
  readonly limit: number
}

const LARGEST_OUTPUT = 2_000_000
/** Compilers and test runners start workers of their own, each with as much. */
const HEAP = 2_048
const GRACE = 15_000

/** Untrusted as the app is, its checks run where it runs: sealed, on a copy. Gives the reason in words where they cannot. */
export async function openCheckRoom(
  source: Source,
  model: AppModel,
  { builds = false, ...options }: CheckOptions,
): Promise<{ readonly room: CheckRoom } | { readonly why: string }> {
  const app = recognise(source)
  if (!app) return { why: 'the app has no package that can be run' }
  const typed = builds && buildChecksTypes(source, app.package)
  const checks = ownChecks(source, app.package, typed)
  const none = typed ? 'its build checks its types, and it has no lint' : 'the app has no type check, no lint'
  if (checks.length === 0) return { why: `${none} and no tests of its own` }
  const sealing = sealAble()
  if (!sealing.able) return { why: `they cannot be sealed in here: ${sealing.why}` }
  const limits = patient(options.limits)
  const folders = openFolders(options.cache)
  let world: World | undefined
  let unwatch = (): void => undefined
  const close = async (): Promise<void> => {
    unwatch()
    await world?.close()
    rmSync(folders.run, { recursive: true, force: true })
  }
  try {
    const modules = await bringPackages(source, app, folders)
    const plan = planLab(app, model, source, options.seed)
    ;({ world } = await openPrepared(source, plan, modules, { folders, limits, options, steps: recordSteps(undefined) }))
    const opened = world
    unwatch = containDisk(opened, folders.run, limits)
    const folder = join('/lab/app', app.folder)
    const env = { ...plan.env, NODE_ENV: 'test', ...toolEnvironment(app.folder, HEAP) }
    const room: CheckRoom = {
      checks,
      close,
      put: files => opened.control('put', { files: [...files].map(([path, text]) => ({ path: join('/lab/app', path), text })) }),
      run: async check => {
        const ended = (await opened.control<AppState>('state')).contained.length
        const limit = check.limit * patience()
        const order = { command: check.command, folder, env, limit, output: LARGEST_OUTPUT }
        const result = await opened.control<Executed>('execute', order, limit + GRACE)
        // What it left running would meet the next one.
        await opened.control('stop')
        const { contained } = await opened.control<AppState>('state')
        return runOf({ ...check, limit }, result, contained[ended])
      },
    }
    return { room }
  } catch (error) {
    await close()
    return { why: `the copy could not be made ready: ${redact(error instanceof Error ? error.message : String(error))}` }
  }
}

/** What a run under a limit of its own came to. */
export function runOf(
  { name, limit }: OwnCheck,
  { code, output, timedOut, milliseconds }: Executed,
  contained: string | undefined,
): CheckRun {
  const spent = { milliseconds, limit, mute: false }
  const broke = contained ?? (timedOut ? `it took longer than ${Math.round(limit / 1000)} s` : undefined)
  // How much it took differs from run to run, and so does the limit.
  if (broke !== undefined)
    return { outcome: 'ended', complaints: [{ says: 'it had to be ended' }], says: `${name} was ended: ${broke}`, ...spent }
  if (code === 0) return { outcome: 'passed', complaints: [], says: `${name} passed`, ...spent }
  const found = complaintsIn(output)
  const last = redact(output).trim().split('\n').at(-1)?.slice(0, 200) ?? ''
  const complaints = found.length > 0 ? found : [{ says: `it ended with code ${code}` }]
  const says = `${name} failed: ${found[0] ? sentenceOf(found[0]) : last}`
  return { outcome: 'failed', complaints, says, ...spent, mute: found.length === 0 }
}

/** `app/page.tsx: TS2345: Argument …` */
export const sentenceOf = ({ file, says }: Complaint): string => redact(`${file === undefined ? '' : `${file}: `}${says}`).slice(0, 300)
