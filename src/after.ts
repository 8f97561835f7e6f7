import type { Result } from '#probes/run'
import { assemble } from '#triage/assemble'
import type { Finding, Report } from '#triage/finding'
import type { SpeedAccount } from '#triage/speed'
import type { AuditResult } from './audit.js'
import { judged, type ProveResult } from './prove.js'
import { VERSION } from './version.js'

/** A finding that a repair was made for, and what the same experiments showed afterwards. */
interface Mended {
  readonly finding: Finding
  readonly after: readonly Result[]
}

/** Faults that were shown, for which no repair was made, and which the repaired code does not tell of any more: reading them away is no repair. */
export function hiddenIn(audited: Pick<Report, 'findings'>, before: Report, repaired: ReadonlySet<string>): readonly Finding[] {
  const told = new Set(audited.findings.map(finding => finding.id))
  return before.findings.filter(({ id, status }) => status === 'proved' && !repaired.has(id) && !told.has(id))
}

/** The report of the repaired app, with what was fixed at its end. `results` are those of the experiments on it. */
export function reportAfter(
  before: ProveResult,
  audited: AuditResult,
  repairs: readonly Mended[],
  results: readonly Result[],
  speed: SpeedAccount | undefined,
): Report {
  const repaired = new Set(repairs.map(({ finding }) => finding.id))
  const hidden = hiddenIn(audited.report, before.report, repaired).map((finding): Mended => ({
    finding,
    after: results.filter(result => result.findings.includes(finding.id)),
  }))
  // What went with the repair of something else went only when the app refused it, when the database was tried anew,
  // or when it is the fault of that repair, told from another place.
  const along = hidden.filter(
    ({ finding, after }) =>
      !after.some(isProved) &&
      (after.some(isRefuted) ||
        (audited.model.matrix !== undefined && isOfDatabase(finding)) ||
        repairs.some(one => one.finding.check === finding.check && isSameRoute(one.finding, finding) && !one.after.some(isProved))),
  )
  const fixed = [...repairs, ...along].map(mended => tried(mended, 'fixed'))
  const gone = new Set(fixed.map(finding => finding.id))
  const report = judgedAnew(before, audited, gone, repairs)
  // Where there is no git, what was read is the app of before: what was repaired is in it still.
  const read = report.findings.filter(finding => !gone.has(finding.id))
  const known = new Set(read.map(finding => finding.id))
  const still = hidden.filter(({ finding }) => !gone.has(finding.id) && !known.has(finding.id)).map(one => tried(one, 'proved'))
  const findings = [...still, ...read, ...fixed].map((finding, index) => ({ ...finding, rank: index + 1 }))
  const account = before.report.lab
  return {
    ...assemble({ model: audited.model, findings, results: report.results, version: VERSION, ...(speed && { speed }) }),
    ...(account && { lab: account }),
  }
}

/** What experiments before the repair decided of all that no repair was made for. */
function judgedAnew(before: ProveResult, audited: AuditResult, gone: ReadonlySet<string>, repairs: readonly Mended[]): Report {
  const account = before.report.lab
  if (account?.outcome !== 'running') return audited.report
  const mended = new Set(repairs.filter(({ finding }) => finding.area === 'access').map(({ finding }) => finding.route))
  const results = before.run.results.filter(
    result => !result.findings.some(id => gone.has(id)) && !(result.discovers?.route !== undefined && mended.has(result.discovers.route)),
  )
  return judged(audited, { ...before.run, results }, account).report
}

const tried = ({ finding, after }: Mended, status: 'fixed' | 'proved'): Finding => ({
  ...finding,
  status,
  evidence: [...(finding.evidence ?? []), ...after.map(result => result.evidence)],
})

/** Shown by trying the database, and by nothing that was asked of the app. */
const isOfDatabase = ({ evidence = [] }: Finding): boolean => {
  const shown = evidence.filter(one => one.verdict === 'proved')
  return shown.length > 0 && shown.every(one => one.by === 'access-matrix')
}

const isSameRoute = (a: Finding, b: Finding): boolean => a.route !== undefined && a.route === b.route

const isProved = ({ evidence }: Result): boolean => evidence.verdict === 'proved'
const isRefuted = ({ evidence }: Result): boolean => evidence.verdict === 'refuted'
