import type { Finding } from '#triage/finding'
import type { SpeedAccount } from '#triage/speed'
import type { VerdictRecord } from './ledger.js'
import type { Retest } from './retest.js'
import { slowerThan } from './slower.js'

/** A repair that has to go, and why. */
export interface Guilty {
  readonly record: VerdictRecord
  readonly why: string
}

/** Repairs that the running copy speaks against: the exploit still works, or a flow broke where they changed something. */
export function guiltyOf(
  tested: Retest | undefined,
  standing: readonly VerdictRecord[],
  findings: readonly Finding[],
  files: (record: VerdictRecord) => readonly string[],
  speed?: SpeedAccount,
): readonly Guilty[] {
  if (!tested) return []
  if (tested.boot.outcome === 'failed') {
    // Packages that cannot be installed, or files that the build or the start trips over; where neither tells, the later half goes.
    const installs = /npm error|ETARGET|ERESOLVE|npm ci|npm install/.test(tested.boot.why ?? '')
    const said = `${tested.boot.why ?? ''}\n${tested.log}`
    const named = standing.filter(record =>
      files(record).some(file => (installs ? /(?:^|\/)package\.json$/.test(file) : said.includes(file) && !/package\.json$/.test(file))),
    )
    const gone = named.length > 0 ? named : standing.slice(Math.floor(standing.length / 2))
    return gone.map(record => ({ record, why: `the repaired app did not run: ${tested.boot.why}` }))
  }
  const alive = tested.results.filter(result => result.evidence.verdict === 'proved')
  const exploited = standing.flatMap(record => {
    const result = alive.find(one => one.findings.includes(record.finding))
    return result ? [{ record, why: `the exploit still works: ${result.evidence.says}` }] : []
  })
  const slower = speed && tested.speed ? slowerThan(speed, tested.speed) : []
  const breaking = standing.flatMap(record => {
    if (exploited.some(one => one.record === record)) return []
    const finding = findings.find(one => one.id === record.finding)
    const concerns = ({ route }: { readonly route: string }): boolean =>
      finding !== undefined &&
      (finding.route === route ||
        route === `GET /rest/v1/${finding.table}` ||
        finding.trail.some(step => step.label.includes(`\`${route}\``)))
    const flow = tested.broken.find(concerns)
    if (flow) return [{ record, why: `\`${flow.route}\` worked before the repair and does not now` }]
    const slow = slower.find(concerns)
    return slow
      ? [
          {
            record,
            why: `\`${slow.route}\` took ${Math.round(slow.before)} ms before the repair and takes ${Math.round(slow.after)} ms now`,
          },
        ]
      : []
  })
  return [...exploited, ...breaking]
}
