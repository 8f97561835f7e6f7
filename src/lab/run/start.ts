import { stripVTControlCharacters } from 'node:util'
import { join } from 'node:path'
import { toolEnvironment } from '../environment/tools.js'
import { redact } from '../redact.js'
import type { Started } from '../supervisor/settings.js'
import type { LabLimits } from './options.js'
import type { LabPlan } from './plan.js'
import type { PreparedNotes } from './prepared.js'
import { StepFailure } from './steps.js'
import type { World } from './world.js'

/** Tries each way to start in turn, and says which one ran. */
export async function startApp(
  world: World,
  plan: LabPlan,
  notes: PreparedNotes,
  limits: LabLimits,
  substitutions: string[],
): Promise<string> {
  const { app, env, surroundings } = plan
  const reasons: string[] = []
  const ways = app.starts.filter(way => !way.built || notes.built || !app.build)
  const built = notes.steps.find(step => step.step === 'build')
  if (app.starts.length === 0) throw new StepFailure('No script and no file starts this app.', 'Add a `start` script to `package.json`.')
  for (const way of ways) {
    const own = { ...env, ...toolEnvironment(app.folder, limits.memory), NODE_ENV: way.mode }
    try {
      const started = await world.control<Started>(
        'start',
        {
          command: `exec ${way.command}`.replace(/^exec (?=[A-Z_]+=|.*(?:&&|\|\||;))/, ''),
          folder: join('/lab/app', app.folder),
          env: own,
          port: surroundings.port,
          limit: limits.start,
        },
        limits.start + 30_000,
      )
      if (way.mode === 'development')
        substitutions.push(`Started by \`${way.command}\` in development mode: ${reasons[0] ?? built?.says ?? 'there is no other way'}`)
      if (app.others.length > 0)
        substitutions.push(
          `Of ${app.others.length + 1} servers one runs, that in \`${app.folder || '.'}\`; routes of ${app.others.map(folder => `\`${folder || '.'}\``).join(', ')} were not tried`,
        )
      return `${way.name} on port ${started.port}`
    } catch (error) {
      const log = redact(stripVTControlCharacters(await world.control<string>('log')))
      reasons.push(`\`${way.name}\`: ${error instanceof Error ? error.message : String(error)}; ${telling(log)}`)
    }
  }
  const why = reasons.length > 0 ? reasons.join(' · ') : (built?.says ?? 'nothing was built')
  throw new StepFailure(
    `The app did not start: ${why}`,
    'Run the same command in a clean checkout with the variables of `.env.example` set.',
  )
}

function telling(log: string): string {
  const lines = log
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('[the app ended'))
  return (
    lines.findLast(line => /\b\w*Error\b|not found|cannot find|missing|required/i.test(line)) ??
    lines.at(-1) ??
    'it printed nothing'
  ).slice(0, 240)
}
