import type { Report } from '#triage/finding'
import { worst } from '../verdict.js'
import { markup, placeCode, plural, prose } from './markup.js'
import type { Section } from './page.js'

/** The three things to know if nothing else is read. */
export function worstSection(report: Report): Section | undefined {
  const things = worst(report)
  if (things.length === 0) return undefined
  return {
    id: 'first',
    title: 'What will hurt first',
    body: markup`<p class="intro">Ranked by the money and trust at risk, not by the type of bug.</p>
<ol class="worst">${things.map(
      ({ finding, alike }) => markup`<li class="card">
  <p class="tags"><span class="tag ${finding.severity}">${finding.severity}</span><span class="tag quiet">${finding.certainty}</span></p>
  <h3><a href="#${finding.id}">${prose(finding.message)}</a></h3>
  <p>${prose(finding.why)}</p>
  <p class="place">${placeCode(finding.at)}${alike > 0 && markup`<span>and ${plural(alike, 'more of this kind', 'more of this kind')}</span>`}</p>
</li>`,
    )}</ol>`,
  }
}
