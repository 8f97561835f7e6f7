import { isOpen } from '../finding.js'
import { businessOf } from '../business.js'
import { count, first, replyFrom, type Evidence, type Reply } from './question.js'
import { TOPICS } from './topics.js'

/** How fast is it? Reading names suspects; only a measurement answers. */
export function slow({ findings }: Evidence): Reply {
  const suspects = findings.filter(finding => isOpen(finding) && TOPICS.slow.test(finding.check))
  const why =
    suspects.length > 0
      ? `${count(suspects.length, 'query', 'queries')} will slow down as the data grows, first in ${first(suspects)}; `
      : ''
  return {
    answer: 'unknown',
    evidence: sentence(`${why}requests against a full database, measured at p95, would answer it.`),
    findings: suspects,
  }
}

/** Are the queries on the way to the checkout indexed? */
export function checkoutIndexed(evidence: Evidence): Reply {
  return indexed(evidence, true)
}

/** Are the common filters indexed? */
export function filtersIndexed(evidence: Evidence): Reply {
  return indexed(evidence, false)
}

function indexed(evidence: Evidence, moneyOnly: boolean): Reply {
  const what = moneyOnly ? 'checkout-related ' : ''
  return replyFrom(evidence, {
    checks: TOPICS.indexes,
    where: finding => !moneyOnly || businessOf(finding, evidence.model).kind === 'money',
    bad: 'no',
    found: findings =>
      `${count(findings.length, `${what}filter or key`, `${what}filters or keys`)} ${findings.length === 1 ? 'has' : 'have'} no index, first in ${first(findings)}.`,
    clean: `Every ${what}filter and foreign key that was read has an index.`,
  })
}

const sentence = (text: string): string => text[0]!.toUpperCase() + text.slice(1)
