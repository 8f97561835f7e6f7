import type { Severity } from '#base/certainty'
import type { Report } from '#triage/finding'
import { countOpen, identity, verdict } from '../verdict.js'
import { markup, prose, type Markup } from './markup.js'

/** What to think of the app, in words first. */
export function verdictSection(report: Report): Markup {
  const { tone, headline, lead } = verdict(report)
  return markup`<header class="verdict tone-${tone}">
  <p class="kicker"><b>${report.app.name}</b> ${identity(report)}</p>
  <div class="verdict-grid">
    <div><h1>${headline}</h1>${lead !== '' && markup`<p class="lead">${prose(lead)}</p>`}${countsOf(report)}</div>
    ${tone !== 'unclear' && gauge(report.score.value, tone)}
  </div>
</header>`
}

const SHOWN: readonly Severity[] = ['critical', 'high', 'medium', 'low']

function countsOf(report: Report): Markup {
  const counts = countOpen(report)
  return markup`<ul class="counts" aria-label="Open findings by severity">${SHOWN.map(
    severity =>
      markup`<li class="${counts[severity] > 0 ? severity : 'nil'}"><a href="#findings" data-severity-link="${severity}"><b>${counts[severity]}</b> ${severity}</a></li>`,
  )}</ul>`
}

const RADIUS = 84
const SWEEP = 240

/** The score as part of a ring; the words beside it say what it means. */
function gauge(value: number, tone: string): Markup {
  const end = (value / 100) * SWEEP
  return markup`<a class="gauge" href="#score">
  <svg viewBox="0 0 200 168" aria-hidden="true"><path class="track" d="${arc(0, SWEEP)}"/>${value > 0 && markup`<path class="value tone-${tone}" d="${arc(0, end)}"/>`}</svg>
  <b>${value}</b><small>of 100</small><span>launch readiness<i class="hidden">. How the score came about</i></span>
</a>`
}

function arc(from: number, to: number): string {
  const point = (degrees: number): string => {
    const radians = ((degrees - 90 - SWEEP / 2) * Math.PI) / 180
    return `${(100 + RADIUS * Math.cos(radians)).toFixed(2)} ${(100 + RADIUS * Math.sin(radians)).toFixed(2)}`
  }
  return `M${point(from)}A${RADIUS} ${RADIUS} 0 ${to - from > 180 ? 1 : 0} 1 ${point(to)}`
}
