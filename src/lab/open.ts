import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { openFolders, touch } from './folders.js'
import { readActions } from './actions/manifest.js'
import { installModules } from './install/install.js'
import type { Boot } from './lab.js'
import { recognise } from './recognise/recognise.js'
import { failedLab, type OpenLab } from './run/open-lab.js'
import { watchDisk } from './run/disk.js'
import { patience } from './patience.js'
import { sealAble } from './seal/kind.js'
import { LIMITS, type LabOptions } from './run/options.js'
import { planLab } from './run/plan.js'
import { prepare } from './run/prepare.js'
import { preparedKey, readNotes } from './run/prepared.js'
import { runningLab } from './run/running.js'
import { labSpec, supervisorSettings } from './run/spec.js'
import { startApp } from './run/start.js'
import { recordSteps, StepFailure } from './run/steps.js'
import { openWorld, type World } from './run/world.js'
import { redact } from './redact.js'
import { giveTo, labUser } from './seal/user.js'

/** Boots a throw-away copy of the app in a seal. Never throws for what the app does: a lab that did not boot says why. */
export async function openLab(source: Source, model: AppModel, options: LabOptions): Promise<OpenLab> {
  const asked = { ...LIMITS, ...options.limits }
  const limits = { ...asked, build: asked.build * patience(), start: asked.start * patience() }
  const steps = recordSteps(options.log)
  const substitutions: string[] = []
  const boot = (outcome: Boot['outcome'], more: Pick<Boot, 'why' | 'help'> = {}): Boot => ({
    outcome,
    steps: steps.list(),
    substitutions,
    seal: 'namespace',
    ...more,
  })
  const app = recognise(source)
  if (!app) return failedLab(boot('failed', { why: 'No package here can be started.', help: 'Add a `start` script to `package.json`.' }))
  if (app.database.kind === 'mysql')
    return failedLab(
      boot('failed', {
        why: `The app needs MySQL (${app.database.by}), which the lab does not run.`,
        help: 'Everything that reading finds still stands; nothing was tried on a running copy.',
      }),
    )
  const sealing = sealAble()
  if (!sealing.able)
    return failedLab(
      boot('failed', {
        why: `The app is not run, because it cannot be sealed in here: ${sealing.why}.`,
        help: 'Run it on Linux as a user who may open namespaces (in Docker: `--cap-add SYS_ADMIN --security-opt apparmor=unconfined`; on Ubuntu: `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`).',
      }),
    )
  const folders = openFolders(options.cache)
  let world: World | undefined
  let unwatch = (): void => undefined
  const leave = async (): Promise<void> => {
    unwatch()
    await world?.close()
    if (!options.keep) rmSync(folders.run, { recursive: true, force: true })
  }
  try {
    let modules: Awaited<ReturnType<typeof installModules>> | undefined
    await steps.take('install', async () => {
      modules = await installModules(source, app, folders.cache)
      return modules.says
    })
    const plan = planLab(app, model, source, options.seed)
    await steps.take('environment', async () => `${Object.keys(plan.env).length} variables made up`)
    const prepared = join(folders.cache, 'prepared', preparedKey(source, modules!.hash, plan.env, options.passwordHash ?? ''))
    const kept = readNotes(prepared)
    const notes = kept ?? (await prepare(source, plan, modules!, folders, prepared, limits, options, steps))
    if (kept) steps.add(notes.steps.map(step => ({ ...step, says: `${step.says} (kept from an earlier run)`, milliseconds: 0 })))
    substitutions.push(...notes.substitutions)
    touch(prepared)
    touch(modules!.folder)
    // What preparing left here goes; the data folder may be a mere place to mount on.
    for (const name of ['upper', 'work', 'run', 'tmp', 'data']) rmSync(join(folders.run, name), { recursive: true, force: true })
    for (const name of ['upper', 'work', 'run', 'tmp']) mkdirSync(join(folders.run, name))
    execFileSync('cp', ['-a', join(prepared, 'data'), join(folders.run, 'data')])
    giveTo(labUser(), folders.run)
    world = await openWorld(
      labSpec(
        folders,
        {
          lower: [join(prepared, 'app'), modules!.folder],
          upper: join(folders.run, 'upper'),
          work: join(folders.run, 'work'),
          data: join(folders.run, 'data'),
        },
        limits,
      ),
      supervisorSettings(plan, folders, limits),
    )
    const opened = world
    const watched = ['upper', 'tmp', 'home', 'data'].map(name => join(folders.run, name))
    unwatch = watchDisk(
      watched,
      limits.disk,
      bytes => void opened.control('contain', { why: `it wrote ${Math.round(bytes / 1e6)} MB` }).catch(() => undefined),
    )
    await steps.take('start', async () => startApp(opened, plan, notes, limits, substitutions))
    return await runningLab(opened, plan, notes, boot('running'), leave, readActions(join(prepared, 'app', plan.app.folder)))
  } catch (error) {
    const log = await world?.control<string>('log').catch(() => '')
    await leave()
    const failure =
      error instanceof StepFailure
        ? error
        : new StepFailure(error instanceof Error ? error.message : String(error), 'See the step that failed; the rest of the audit stands.')
    return failedLab(boot('failed', { why: redact(failure.message), help: failure.help }), redact(log ?? ''))
  }
}
