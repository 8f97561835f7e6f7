import type { CheckResult, Outcome, Report } from '#triage/finding'
import { markup, type Markup, placeCode, plural, prose } from './markup.js'
import type { Section } from './page.js'

const OUTCOMES: readonly (readonly [Outcome, string])[] = [
  ['fail', 'found something'],
  ['error', 'stopped'],
  ['unknown', 'could not tell'],
  ['pass', 'found nothing'],
  ['not-applicable', 'did not apply'],
]

/** What could not be read, and what each check came to. */
export function unknownSection({ gaps, results }: Report): Section {
  const counted = OUTCOMES.map(([outcome, words]) => ({ words, these: results.filter(result => result.outcome === outcome) })).filter(
    ({ these }) => these.length > 0,
  )
  return {
    id: 'unknown',
    title: 'What could not be read',
    note: String(gaps.length),
    body: markup`<p class="intro">${gaps.length === 0 ? 'Everything in the app was read.' : `${plural(gaps.length, 'place')} in the code did not give away what ${gaps.length === 1 ? 'it does' : 'they do'}. A check that one of them may mislead says unknown, not pass.`}</p>
${gaps.length > 0 && markup`<ul class="gaps">${gaps.slice(0, 60).map(gap => markup`<li>${placeCode(gap.at)}<span>${prose(gap.why)}</span><small>may hide ${gap.hides.join(', ')}</small></li>`)}</ul>`}
${gaps.length > 60 && markup`<p class="intro">And ${gaps.length - 60} more, in the JSON report.</p>`}
<details class="fold"><summary>All ${results.length} checks: ${counted.map(({ words, these }) => `${these.length} ${words}`).join(', ')}</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Checks"><table><thead><tr><th scope="col">Check</th><th scope="col">Outcome</th><th scope="col">Reason</th></tr></thead><tbody>${counted.flatMap(({ these }) => these).map(rowOf)}</tbody></table></div></details>`,
  }
}

const rowOf = ({ check, outcome, reason }: CheckResult): Markup =>
  markup`<tr><th scope="row"><code>${check}</code></th><td><span class="outcome ${outcome}">${outcome.replace('-', ' ')}</span></td><td>${prose(reason)}</td></tr>`
