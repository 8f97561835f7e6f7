import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { openFolders, touch } from './folders.js'
import { readActions } from './actions/manifest.js'
import { bringBun } from './install/bun.js'
import { installModules } from './install/install.js'
import { type Functions, hasFunctions, installFunctions, runnable } from './functions/functions.js'
import { startFunctions } from './functions/start.js'
import type { Boot } from './lab.js'
import { recognise } from './recognise/recognise.js'
import { failedLab, type OpenLab } from './run/open-lab.js'
import { watchDisk } from './run/disk.js'
import { patience } from './patience.js'
import { sealAble } from './seal/kind.js'
import { LIMITS, type LabOptions } from './run/options.js'
import { planLab } from './run/plan.js'
import { fillMemory, prepare } from './run/prepare.js'
import { preparedKey, readNotes } from './run/prepared.js'
import { runningLab } from './run/running.js'
import { labSpec, supervisorSettings } from './run/spec.js'
import { startApp } from './run/start.js'
import { recordSteps, StepFailure } from './run/steps.js'
import { mysqlServer } from './mysql/server.js'
import { openWorld, type World } from './run/world.js'
import { redact } from './redact.js'
import { giveTo, labUser } from './seal/user.js'

/** Boots a throw-away copy of the app in a seal. Never throws for what the app does: a lab that did not boot says why. */
export async function openLab(source: Source, model: AppModel, options: LabOptions): Promise<OpenLab> {
  const asked = { ...LIMITS, ...options.limits }
  const limits = { ...asked, build: asked.build * patience(), start: asked.start * patience() }
  const steps = recordSteps(options.log)
  const substitutions: string[] = []
  const boot = (outcome: Boot['outcome'], more: Pick<Boot, 'why' | 'help' | 'functions'> = {}): Boot => ({
    outcome,
    steps: steps.list(),
    substitutions,
    seal: 'namespace',
    ...more,
  })
  const app = recognise(source)
  if (!app) return failedLab(boot('failed', { why: 'No package here can be started.', help: 'Add a `start` script to `package.json`.' }))
  if (app.database.kind === 'mysql' && !mysqlServer())
    return failedLab(
      boot('failed', {
        why: `The app needs MySQL (${app.database.by}), and no server of it is on this machine.`,
        help: 'Install MariaDB or MySQL (Debian and Ubuntu: `apt install mariadb-server-core`); the lab runs it on a data folder of its own.',
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
    let functions: Functions | undefined
    let modules: Awaited<ReturnType<typeof installModules>> | undefined
    await steps.take('install', async () => {
      modules = await installModules(source, app, folders.cache)
      if (!hasFunctions(source)) return modules.says
      // Without them the app itself can still be tried.
      functions = await installFunctions(source, folders.cache, options.log).catch((error: unknown) => {
        substitutions.push(`Edge functions are not run: ${error instanceof Error ? error.message : String(error)}`)
        return undefined
      })
      await bringBun(app, folders).catch(() => undefined)
      return modules.says
    })
    const plan = planLab(app, model, source, options.seed)
    await steps.take('environment', async () => `${Object.keys(plan.env).length} variables made up`)
    const prepared = join(folders.cache, 'prepared', preparedKey(source, modules!.hash, plan.env, options.passwordHash ?? ''))
    const kept = readNotes(prepared)
    const notes = kept ?? (await prepare(source, plan, modules!, folders, prepared, limits, options, steps))
    if (kept) steps.add(notes.steps.map(step => ({ ...step, says: `${step.says} (kept from an earlier run)`, milliseconds: 0 })))
    substitutions.push(...modules!.replaced, ...notes.substitutions)
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
    await fillMemory(source, plan, opened, limits, steps)
    await steps.take('start', async () => {
      const started = await startApp(opened, plan, notes, limits, substitutions)
      return functions ? `${started}, ${await startFunctions(opened, plan, functions)}` : started
    })
    return await runningLab(
      opened,
      plan,
      notes,
      boot('running', { functions: runnable(functions) }),
      leave,
      readActions(join(prepared, 'app', plan.app.folder)),
    )
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
