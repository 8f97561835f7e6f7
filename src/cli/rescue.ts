import { relative, resolve } from 'node:path'
import { Failure } from '#base/failure'
import { handoverOf } from '#handover'
import { firstPage } from '#report/handover/first'
import type { HandoverInput } from '#report/handover/input'
import { rescue, type RescueOptions, type Stage, STAGES } from '#rescue'
import { countOpen } from '#report/verdict'
import { keepOutOfGit } from './own-folder.js'
import { progress } from './progress.js'
import { rowsOf } from './database.js'
import { milliseconds } from './prove.js'
import { speedLines } from './speed.js'
import { saveRun, writeHandover } from './write-handover.js'

/** The options of `seaworthy rescue`, as parsed. */
export interface RescueFlags {
  readonly budget?: string
  readonly seed?: string
  readonly until?: string
  readonly skip?: string
  readonly rows?: string
}

/** Rows of the largest tables while speed is measured. */
const ROWS = '100k'

/** Audit, lab, repair, lab again, handover. 0 when nothing grave is left, 1 when something is. */
export async function run(dir = '.', flags: RescueFlags = {}): Promise<number> {
  const folder = resolve(dir)
  keepOutOfGit(folder)
  const shown = progress()
  const options: RescueOptions = {
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.budget !== undefined && { budget: milliseconds(flags.budget) }),
    ...(flags.until !== undefined && { until: stageOf(flags.until) }),
    ...(flags.skip !== undefined && { skip: flags.skip.split(',').map(stageOf) }),
    rows: rowsOf(flags.rows ?? ROWS),
    log: line => shown.line(line),
    stage: (name, state, says) => (state === 'begins' ? shown.begins(name) : shown.ends(name, says)),
  }
  const input = handoverOf(await rescue(folder, options))
  saveRun(folder, input)
  const page = writeHandover(folder, input)
  console.log(result(input, relative(process.cwd(), page) || page))
  const { critical, high } = countOpen(input.after)
  return critical + high > 0 ? 1 : 0
}

function stageOf(name: string): Stage {
  const stage = STAGES.find(one => one === name.trim())
  if (!stage) throw new Failure('invalid-configuration', `\`${name}\` is no stage.`, `Name one of ${STAGES.join(', ')}.`)
  return stage
}

const listed = (items: readonly string[]): string => new Intl.ListFormat('en').format(items)

/** The result in a founder's words. */
function result(input: HandoverInput, page: string): string {
  const { headline, lead, scores, left } = firstPage(input)
  return [
    '',
    headline,
    lead.replaceAll('`', ''),
    '',
    `Launch readiness  ${scores.before} → ${scores.after} of 100`,
    ...speedLines(input.before.speed, input.after.speed),
    ...(left.length > 0
      ? [
          '',
          'What is left:',
          ...left.map(
            ({ name, tasks }) =>
              `  ${name}: ${tasks[0]!.text.replaceAll('`', '')}${tasks.length > 1 ? ` (and ${tasks.length - 1} more)` : ''}`,
          ),
        ]
      : []),
    ...(input.leftOut ? ['', `There was no time for ${listed(input.leftOut)}.`] : []),
    '',
    `The handover is in ${page}.`,
    ...(input.branch === undefined ? [] : [`The repairs are on the branch ${input.branch}; your files are as you left them.`]),
  ].join('\n')
}
