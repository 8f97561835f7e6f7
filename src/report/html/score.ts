import type { Report } from '#triage/finding'
import { verdict } from '../verdict.js'
import { markup, type Markup } from './markup.js'
import type { Section } from './page.js'

/** The sum behind the number. */
export function scoreSection(report: Report): Section | undefined {
  if (verdict(report).tone === 'unclear') return undefined
  const { score } = report
  let left = 100
  const rows = score.steps.map(({ label, points }) => {
    left -= points
    return rowOf(label, `− ${points}`, left, points, 'loss')
  })
  return {
    id: 'score',
    title: 'How the score came about',
    note: String(score.value),
    body: markup`<p class="intro">It starts at 100. Each kind of finding takes a share of what is left, and less with every further one, so that two hundred trifles never weigh as much as one open door.</p>
<table class="sum"><tbody>${rowOf('To begin with', '100', 0, 100, 'start')}${rows}${rowOf('Launch readiness', `= ${score.value}`, 0, score.value, 'total')}</tbody></table>`,
  }
}

function rowOf(label: string, points: string, from: number, width: number, tone: string): Markup {
  return markup`<tr class="${tone}"><th scope="row">${label}</th><td class="number">${points}</td><td class="fall"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect x="${from}" width="${width}" height="8"/></svg></td></tr>`
}
