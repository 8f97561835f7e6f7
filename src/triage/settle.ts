import type { Evidence } from '#base/evidence'
import type { Finding } from './finding.js'

/** What experiments showed, by the id of the finding. */
export type Shown = ReadonlyMap<string, readonly Evidence[]>

/**
 * Lets experiments decide: one proof proves; refutations refute where no experiment was left undecided.
 * What is refuted goes behind what stands, with its reason.
 */
export function settle(findings: readonly Finding[], shown: Shown): readonly Finding[] {
  const settled = findings.map((finding): Finding => {
    const evidence = shown.get(finding.id) ?? []
    if (evidence.length === 0 || finding.status === 'accepted') return finding
    const kept = [...(finding.evidence ?? []), ...evidence]
    if (kept.some(one => one.verdict === 'proved')) return { ...finding, status: 'proved', certainty: 'certain', evidence: kept }
    const refuted = kept.find(one => one.verdict === 'refuted')
    if (refuted && kept.every(one => one.verdict === 'refuted'))
      return { ...finding, status: 'refuted', reason: refuted.because ?? refuted.says, evidence: kept }
    return { ...finding, evidence: kept }
  })
  const place = (finding: Finding): number =>
    finding.status === 'refuted' || finding.status === 'fixed' ? 1 : finding.status === 'accepted' ? 2 : 0
  return settled.toSorted((a, b) => place(a) - place(b) || a.rank - b.rank).map((finding, index) => ({ ...finding, rank: index + 1 }))
}
