import { isMoneyTable } from '#model/read/money'
import { type Finding, isOpen } from '../finding.js'
import type { SpeedAccount } from '../speed.js'
import { businessOf } from '../business.js'
import { count, first, replyFrom, type Evidence, type Reply } from './question.js'
import { TOPICS } from './topics.js'

/** Milliseconds at p95 that the question asks about. */
const TOO_LONG = 500

/** How fast is it? Reading names suspects; only a measurement answers. */
export function slow({ findings, speed }: Evidence): Reply {
  const suspects = findings.filter(finding => isOpen(finding) && TOPICS.slow.test(finding.check))
  if (speed && speed.routes.length > 0) return measured(speed, suspects)
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

/** A route that was not put under load was quick by itself. */
function measured({ routes, rows, rate }: SpeedAccount, suspects: readonly Finding[]): Reply {
  const under = routes.filter(route => route.load)
  const late = under.filter(({ load }) => load!.p95 > TOO_LONG)
  const [slowest] = under.toSorted((a, b) => b.load!.p95 - a.load!.p95)
  const scale = `with ${rows.toLocaleString('en')} rows in the largest tables and ${rate} requests a second`
  const named = new Set(late.map(one => one.route))
  return {
    answer: late.length > 0 ? 'yes' : 'no',
    evidence:
      late.length > 0
        ? `${count(late.length, 'route')} of ${routes.length} measured ${scale}: ${late
            .slice(0, 3)
            .map(({ route, load }) => `\`${route}\` ${seconds(load!.p95)}`)
            .join(', ')}.`
        : `${count(routes.length, 'route')} measured ${scale}; the slowest${slowest ? `, \`${slowest.route}\`, answers` : ' answers'} within ${seconds(slowest?.load?.p95 ?? Math.max(...routes.map(one => one.alone)))}${slowest ? ' at p95' : ''}.`,
    findings: suspects.filter(finding => finding.route !== undefined && named.has(finding.route)),
  }
}

const seconds = (milliseconds: number): string =>
  milliseconds >= 1000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.round(milliseconds)} ms`

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
    where: finding => !moneyOnly || businessOf(finding, evidence.model).kind === 'money' || isMoneyTable(finding.table),
    bad: 'no',
    found: findings =>
      `${count(findings.length, `${what}filter or key`, `${what}filters or keys`)} ${findings.length === 1 ? 'has' : 'have'} no index, first in ${first(findings)}.`,
    clean: `Every ${what}filter and foreign key that was read has an index.`,
  })
}

const sentence = (text: string): string => text[0]!.toUpperCase() + text.slice(1)
