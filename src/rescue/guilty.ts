import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Flow } from '#probes/flow'
import type { Finding } from '#triage/finding'
import type { SpeedAccount } from '#triage/speed'
import type { VerdictRecord } from './ledger.js'
import type { Retest } from './retest.js'
import { slowerThan, slowerWrites } from './slower.js'

/** A repair that has to go, and why. */
export interface Guilty {
  readonly record: VerdictRecord
  readonly why: string
}

/** What the running copy is compared with, and what the repairs did. */
export interface Suspects {
  readonly standing: readonly VerdictRecord[]
  readonly findings: readonly Finding[]
  /** Routes as they were. */
  readonly routes: readonly Route[]
  readonly speed?: SpeedAccount | undefined
  /** Flows of which it is known with which repair they broke, if with any. */
  readonly traced?: ReadonlyMap<Flow, VerdictRecord | undefined>
  /** Files that a repair's commit changed, and its diff. */
  files(record: VerdictRecord): readonly string[]
  diff(record: VerdictRecord): string
}

/** Repairs that the running copy speaks against: the exploit still works, a flow broke where they changed something, or something got slow. */
export function guiltyOf(tested: Retest, suspects: Suspects): readonly Guilty[] {
  if (tested.boot.outcome === 'failed') return notRunning(tested, suspects)
  const { standing, speed } = suspects
  const guilty = new Map<VerdictRecord, string>()
  const accuse = (records: readonly VerdictRecord[], why: string): void => {
    for (const record of records) if (!guilty.has(record)) guilty.set(record, why)
  }
  for (const { findings, evidence } of tested.results)
    if (evidence.verdict === 'proved')
      accuse(
        standing.filter(record => findings.includes(record.finding)),
        `the exploit still works: ${evidence.says}`,
      )
  for (const flow of tested.broken) {
    const { route, how } = flow
    accuse(accusedOf(flow, suspects), `\`${route}\`${how === undefined ? '' : ` ${how}`} worked before the repair and does not now`)
  }
  if (!speed || !tested.speed) return listed(guilty, standing)
  for (const { route, before, after } of slowerThan(speed, tested.speed))
    accuse(
      concerning(route, suspects),
      `\`${route}\` took ${Math.round(before)} ms before the repair and takes ${Math.round(after)} ms now`,
    )
  for (const { table, before, after } of slowerWrites(speed, tested.speed))
    accuse(
      indexing(table, suspects),
      `a thousand rows of \`${table}\` took ${before} ms to write before the repair and take ${after} ms now`,
    )
  return listed(guilty, standing)
}

const listed = (guilty: ReadonlyMap<VerdictRecord, string>, standing: readonly VerdictRecord[]): readonly Guilty[] =>
  standing.flatMap(record => {
    const why = guilty.get(record)
    return why === undefined ? [] : [{ record, why }]
  })

/** Repairs that may have broken a flow. */
export function accusedOf(flow: Flow, suspects: Suspects): readonly VerdictRecord[] {
  if (!suspects.traced?.has(flow)) return concerning(flow.route, suspects, flow.area)
  const record = suspects.traced.get(flow)
  return record ? [record] : []
}

/** Packages that cannot be installed, or files that the build or the start trips over; where neither tells, the later half goes. */
function notRunning({ boot, log }: Retest, { standing, files }: Suspects): readonly Guilty[] {
  const installs = /npm error|ETARGET|ERESOLVE|npm ci|npm install/.test(boot.why ?? '')
  const said = `${boot.why ?? ''}\n${log}`
  const named = standing.filter(record =>
    files(record).some(file => (installs ? /(?:^|\/)package\.json$/.test(file) : said.includes(file) && !/package\.json$/.test(file))),
  )
  const gone = named.length > 0 ? named : standing.slice(Math.floor(standing.length / 2))
  return gone.map(record => ({ record, why: `the repaired app did not run: ${boot.why}` }))
}

/** Repairs of findings at the route; else those that name it on their way, else those that changed a file which its requests go through. Of all these, those of the area before. */
function concerning(route: string, { standing, findings, routes, files }: Suspects, area?: string): readonly VerdictRecord[] {
  const findingOf = (record: VerdictRecord): Finding | undefined => findings.find(one => one.id === record.finding)
  const about = (is: (finding: Finding) => boolean): readonly VerdictRecord[] =>
    standing.filter(record => {
      const finding = findingOf(record)
      return finding !== undefined && is(finding)
    })
  const atRoute = about(finding => finding.route === route || route === `GET /rest/v1/${finding.table}`)
  const onTrail = about(({ trail }) => trail.some(step => step.label.includes(`\`${route}\``)))
  const through = new Set(routes.filter(one => nameOf(one) === route).flatMap(filesOfRoute))
  const inFiles = standing.filter(record => files(record).some(file => [...through].some(one => file === one || file.endsWith(`/${one}`))))
  const ofArea = [...new Set([...atRoute, ...onTrail, ...inFiles])].filter(record => area !== undefined && findingOf(record)?.area === area)
  // The nearest first: who is wrongly left is met again in the next round, who is wrongly taken is lost.
  return [ofArea, atRoute, onTrail].find(records => records.length > 0) ?? inFiles
}

/** Files that requests to the route go through. */
export const filesOfRoute = ({ at, guards, effects }: Route): readonly string[] => [
  at.file,
  ...guards.map(guard => guard.at.file),
  ...effects.flatMap(effect => [effect.at.file, ...effect.trail.map(step => step.at.file)]),
]

/** Of the repairs that index the table, the one that adds most: the others are measured again without it. */
function indexing(table: string, { standing, findings, diff }: Suspects): readonly VerdictRecord[] {
  const made = new RegExp(`^\\+.*\\bindex\\b[^;]*\\bon\\s+(?:only\\s+)?(?:"?\\w+"?\\.)?"?${table}"?[\\s(]`, 'gim')
  const counted = standing.map(record => ({ record, count: diff(record).match(made)?.length ?? 0 })).filter(({ count }) => count > 0)
  const [most] = counted.toSorted((a, b) => b.count - a.count)
  if (most) return [most.record]
  // Declared in a schema that is pushed, and no SQL says it.
  return standing.filter(record =>
    findings.some(({ id, area, table: of }) => id === record.finding && area === 'performance' && of === table),
  )
}
