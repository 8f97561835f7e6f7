import { compiled } from '../seal/ours.js'
import type { LoadFigures, LoadPlan } from '../load/load.js'
import { execute } from './execute.js'

const SLACK = 10_000

/** Puts the app under load from a process beside it. */
export async function runLoad(plan: LoadPlan, port: number | undefined): Promise<LoadFigures> {
  if (port === undefined) throw new Error('the app is not running')
  const { code, output } = await execute({
    command: `exec "${process.execPath}" "${compiled('lab/load/main.js')}"`,
    folder: '/lab',
    env: { LAB_LOAD: JSON.stringify({ port, plan }) },
    limit: plan.warmUp + plan.duration + plan.limit + SLACK,
  })
  if (code !== 0) throw new Error(`the load could not be driven: ${output.slice(-300)}`)
  // Node may have had something to say first.
  return JSON.parse(output.slice(output.lastIndexOf('\n{') + 1)) as LoadFigures
}
