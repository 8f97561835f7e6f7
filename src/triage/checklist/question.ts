import type { AppModel } from '#model/app-model'
import { isOpen, type CheckResult, type Finding } from '../finding.js'
import type { SpeedAccount } from '../speed.js'

/** What a question is answered from. */
export interface Evidence {
  readonly model: AppModel
  readonly findings: readonly Finding[]
  readonly results: readonly CheckResult[]
  /** Only where it was measured. */
  readonly speed?: SpeedAccount
}

/** An answer before it is bound to a list. */
export interface Reply {
  readonly answer: 'yes' | 'no' | 'unknown'
  /** One sentence: what the answer rests on, or what would answer it. */
  readonly evidence: string
  readonly findings?: readonly Finding[]
}

/** A question that both lists may ask in their own words. */
export interface Question {
  readonly question: string
  /** The answer that is good news. */
  readonly good: 'yes' | 'no'
  reply(evidence: Evidence): Reply
}

/** Which checks bear on a question, and what to say. */
export interface Bearing {
  /** Tried on check ids. */
  readonly checks: RegExp
  /** Narrows the findings that count. */
  readonly where?: (finding: Finding) => boolean
  readonly bad: 'yes' | 'no'
  found(findings: readonly Finding[]): string
  readonly clean: string
}

/** Answers from findings; without any, from what the checks came to. A mere hint does not decide. */
export function replyFrom({ findings, results }: Evidence, { checks, where = () => true, bad, found, clean }: Bearing): Reply {
  const hits = findings.filter(finding => isOpen(finding) && checks.test(finding.check) && where(finding))
  const firm = hits.filter(finding => finding.certainty !== 'possible')
  if (firm.length > 0) return { answer: bad, evidence: found(firm), findings: firm }
  if (hits.length > 0) return { answer: 'unknown', evidence: `Perhaps: ${lowerFirst(found(hits))}`, findings: hits }
  const asked = results.filter(result => checks.test(result.check))
  const blocked = asked.find(result => result.outcome === 'unknown' || result.outcome === 'error')
  if (blocked) return { answer: 'unknown', evidence: `Nothing was found, but not everything could be read. ${blocked.reason}` }
  // Findings that `where` left out fail their check without answering this question.
  if (asked.some(result => result.outcome === 'pass' || result.outcome === 'fail'))
    return { answer: bad === 'yes' ? 'no' : 'yes', evidence: clean }
  return { answer: 'unknown', evidence: asked[0]?.reason ?? 'No check looked at this.' }
}

/** `3 routes`, `1 route`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string => `${number} ${number === 1 ? noun : plural}`

/** The place of the first finding, for a sentence to end with. */
export const first = (findings: readonly Finding[]): string => (findings[0] ? `\`${findings[0].at.file}:${findings[0].at.line}\`` : '')

const lowerFirst = (text: string): string => (/^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text)
