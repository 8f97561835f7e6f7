import { Failure } from '#base/failure'
import type { EngineName } from '#database/engine/database'
import { examine } from '#examine'
import { baselinePath, markByFile } from './baseline.js'
import { publish, type PrintFlags } from './publish.js'

/** The options of `seaworthy database`, as parsed. */
export interface DatabaseFlags extends PrintFlags {
  readonly baseline?: string
  readonly engine?: string
  readonly url?: string
  readonly rows?: string
  readonly seed?: string
  readonly keep?: boolean
}

/** Puts the app's schema into a throw-away Postgres, tries it there, and prints the report. */
export async function run(dir = '.', flags: DatabaseFlags = {}): Promise<number> {
  const quiet = flags.format !== undefined && flags.output === undefined
  const { report, frames } = await examine(dir, {
    ...engineOf(flags),
    ...(flags.rows !== undefined && { rows: rowsOf(flags.rows) }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.keep && { keep: true }),
    ...(!quiet && { log: (line: string) => console.error(`  ${line}`) }),
  })
  const baseline = baselinePath(dir, flags.baseline)
  return publish(dir, { ...report, findings: markByFile(report.findings, baseline, flags.baseline !== undefined) }, frames, flags)
}

function engineOf({ engine, url, keep }: DatabaseFlags): { engine?: EngineName; url?: string } {
  if (url !== undefined && engine !== undefined && engine !== 'url')
    throw invalid(`\`--url\` and \`--engine ${engine}\` contradict each other.`, 'Leave one of them out.')
  if (engine === 'url' && url === undefined)
    throw invalid('`--engine url` needs a server.', 'Add `--url postgres://user:password@host:port/database`.')
  if (keep && url === undefined)
    throw invalid(
      '`--keep` has nothing to keep: this Postgres ends with the run.',
      'Add `--url` with a server where the database may stay.',
    )
  return { ...(engine !== undefined && { engine: engine as EngineName }), ...(url !== undefined && { url }) }
}

/** `100000`, `100k`, `1m`. */
export function rowsOf(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:[._]?\d+)*)([km]?)$/i.exec(text.trim()) ?? []
  const rows = Number(number?.replaceAll('_', '')) * ({ k: 1000, m: 1_000_000 }[unit.toLowerCase()] ?? 1)
  if (!Number.isInteger(rows) || rows > 10_000_000)
    throw invalid(
      `\`--rows ${text}\` is no number of rows.`,
      'Write a whole number up to 10m, such as `100000` or `100k`; 0 measures nothing.',
    )
  return rows
}

const invalid = (message: string, help: string): Failure => new Failure('invalid-configuration', message, help)
