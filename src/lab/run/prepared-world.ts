import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '#source/source'
import { type Folders, touch } from '../folders.js'
import type { Modules } from '../install/install.js'
import { giveTo, labUser } from '../seal/user.js'
import type { LabLimits, LabOptions } from './options.js'
import type { LabPlan } from './plan.js'
import { prepare } from './prepare.js'
import { preparedKey, type PreparedNotes, readNotes } from './prepared.js'
import { labSpec, supervisorSettings } from './spec.js'
import type { Steps } from './steps.js'
import { openWorld, type World } from './world.js'

/** A sealed world with the built copy and its data in it. Nothing of the app runs yet. */
export interface PreparedWorld {
  readonly world: World
  readonly notes: PreparedNotes
  /** The built copy on this machine; it is only read. */
  readonly copy: string
}

/** Takes the copy that an earlier run prepared, else prepares one, and seals it in. */
export async function openPrepared(
  source: Source,
  plan: LabPlan,
  modules: Modules,
  { folders, limits, options, steps }: { folders: Folders; limits: LabLimits; options: LabOptions; steps: Steps },
): Promise<PreparedWorld> {
  const { run, cache } = folders
  const prepared = join(
    cache,
    'prepared',
    preparedKey(source, modules.hash, plan.env, [options.passwordHash ?? '', ...(options.counts ?? [])].join(' ')),
  )
  const kept = readNotes(prepared)
  const notes = kept ?? (await prepare(source, plan, modules, folders, prepared, limits, options, steps))
  if (kept) steps.add(notes.steps.map(step => ({ ...step, says: `${step.says} (kept from an earlier run)`, milliseconds: 0 })))
  touch(prepared)
  touch(modules.folder)
  // What preparing left here goes; the data folder may be a mere place to mount on.
  for (const name of ['upper', 'work', 'run', 'tmp', 'data']) rmSync(join(run, name), { recursive: true, force: true })
  for (const name of ['upper', 'work', 'run', 'tmp']) mkdirSync(join(run, name))
  execFileSync('cp', ['-a', join(prepared, 'data'), join(run, 'data')])
  giveTo(labUser(), run)
  const world = await openWorld(
    labSpec(
      folders,
      {
        lower: [join(prepared, 'app'), modules.folder],
        upper: join(run, 'upper'),
        work: join(run, 'work'),
        data: join(run, 'data'),
      },
      limits,
    ),
    supervisorSettings(plan, folders, limits),
  )
  return { world, notes, copy: join(prepared, 'app') }
}
