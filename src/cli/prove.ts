import { prove } from '#prove'
import { Failure } from '#base/failure'
import { rowsOf } from './database.js'
import { baselinePath, markByFile } from './baseline.js'
import { publish, type PrintFlags } from './publish.js'

/** The options of `seaworthy prove`, as parsed. */
export interface ProveFlags extends PrintFlags {
  readonly baseline?: string
  readonly seed?: string
  readonly budget?: string
  readonly keep?: boolean
  readonly rows?: string
}

/** Boots a throw-away copy, tries every suspicion on it, and prints the report. */
export async function run(dir = '.', flags: ProveFlags = {}): Promise<number> {
  const quiet = flags.format !== undefined && flags.output === undefined
  const { report, frames } = await prove(dir, {
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.budget !== undefined && { budget: milliseconds(flags.budget) }),
    ...(flags.rows !== undefined && { rows: rowsOf(flags.rows) }),
    ...(flags.keep && { keep: true }),
    ...(!quiet && { log: (line: string) => console.error(`  ${line}`) }),
  })
  const baseline = baselinePath(dir, flags.baseline)
  return publish(dir, { ...report, findings: markByFile(report.findings, baseline, flags.baseline !== undefined) }, frames, flags)
}

/** `90s`, `10m`, or seconds. */
export function milliseconds(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(s|m|h)?$/.exec(text.trim()) ?? []
  if (number === undefined) throw new Failure('invalid-configuration', `\`${text}\` is no span of time.`, 'Write `90s`, `10m` or `1h`.')
  return Number(number) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h']
}
