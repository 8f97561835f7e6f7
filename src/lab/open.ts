import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { openFolders } from './folders.js'
import { readActions } from './actions/manifest.js'
import type { Modules } from './install/install.js'
import { bringPackages } from './install/packages.js'
import { type Functions, hasFunctions, installFunctions, runnable } from './functions/functions.js'
import { startFunctions } from './functions/start.js'
import type { Boot } from './lab.js'
import { recognise } from './recognise/recognise.js'
import { failedLab, type OpenLab } from './run/open-lab.js'
import { containDisk } from './run/disk.js'
import { sealAble } from './seal/kind.js'
import { type LabOptions, patient } from './run/options.js'
import { planLab } from './run/plan.js'
import { fillMemory } from './run/prepare.js'
import { openPrepared } from './run/prepared-world.js'
import { plantAfterStart } from './run/rows.js'
import { runningLab } from './run/running.js'
import { startApp } from './run/start.js'
import { recordSteps, StepFailure } from './run/steps.js'
import { mysqlServer } from './mysql/server.js'
import type { World } from './run/world.js'
import { redact } from './redact.js'

/** Boots a throw-away copy of the app in a seal. Never throws for what the app does: a lab that did not boot says why. */
export async function openLab(source: Source, model: AppModel, options: LabOptions): Promise<OpenLab> {
  const sealing = sealAble()
  const limits = patient(options.limits)
  const steps = recordSteps(options.log)
  const substitutions: string[] = []
  const boot = (outcome: Boot['outcome'], more: Pick<Boot, 'why' | 'help' | 'functions'> = {}): Boot => ({
    outcome,
    steps: steps.list(),
    substitutions,
    seal: sealing.able ? sealing.kind : 'namespace',
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
  if (!sealing.able)
    return failedLab(
      boot('failed', {
        why: `The app is not run, because it cannot be sealed in here: ${sealing.why}.`,
        help: 'Run it on Linux as a user who may open namespaces (in Docker: `--cap-add SYS_ADMIN --security-opt apparmor=unconfined`; on Ubuntu: `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`), or install bubblewrap (`apt install bubblewrap`).',
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
    let modules: Modules | undefined
    await steps.take('install', async () => {
      modules = await bringPackages(source, app, folders)
      if (!hasFunctions(source)) return modules.says
      // Without them the app itself can still be tried.
      functions = await installFunctions(source, folders.cache, options.log).catch((error: unknown) => {
        substitutions.push(`Edge functions are not run: ${error instanceof Error ? error.message : String(error)}`)
        return undefined
      })
      return modules.says
    })
    const plan = planLab(app, model, source, options.seed)
    await steps.take('environment', async () => `${Object.keys(plan.env).length} variables made up`)
    const { notes, copy, ...ready } = await openPrepared(source, plan, modules!, { folders, limits, options, steps })
    world = ready.world
    substitutions.push(...modules!.replaced, ...notes.substitutions)
    const opened = world
    unwatch = containDisk(opened, folders.run, limits)
    await fillMemory(source, plan, opened, limits, steps)
    await steps.take('start', async () => {
      const started = await startApp(opened, plan, notes, limits, substitutions)
      return functions ? `${started}, ${await startFunctions(opened, plan, functions)}` : started
    })
    return await runningLab(
      opened,
      plan,
      await plantAfterStart(opened, plan, notes, options, steps),
      boot('running', { functions: runnable(functions) }),
      leave,
      copy,
      readActions(join(copy, plan.app.folder)),
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
