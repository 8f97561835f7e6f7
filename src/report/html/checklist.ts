import type { Answer, Report } from '#triage/finding'
import { fittingList } from '../verdict.js'
import { markup, prose, type Markup } from './markup.js'
import type { Section } from './page.js'

/** The ten questions that fit the app, and the other ten folded away. */
export function checklistSection(report: Report): Section | undefined {
  const { name, answers, others } = fittingList(report)
  if (answers.length === 0) return undefined
  const ranks = new Map(report.findings.map(finding => [finding.id, finding.rank]))
  const bad = answers.filter(answer => answer.good === false).length
  return {
    id: 'checklist',
    title: `The ${name} checklist`,
    note: `${answers.length - bad}/${answers.length}`,
    body: markup`<p class="intro">Ten questions that every founder of a ${name} should be able to answer. What reading the code cannot tell is unknown, with what would.</p>
${listOf(answers, ranks)}
${others.length > 0 && markup`<details class="fold"><summary>The ${others[0]!.list} checklist</summary>${listOf(others, ranks)}</details>`}`,
  }
}

function listOf(answers: readonly Answer[], ranks: ReadonlyMap<string, number>): Markup {
  return markup`<ol class="checklist">${answers.map(({ question, answer, good, evidence, findings }) => {
    const tone = good === undefined ? 'unclear' : good ? 'good' : 'bad'
    return markup`<li class="${tone}"><span class="answer">${answer}</span><div><b>${question}</b><p>${prose(evidence)}${findings.length > 0 && linksOf(findings, ranks)}</p></div></li>`
  })}</ol>`
}

function linksOf(findings: readonly string[], ranks: ReadonlyMap<string, number>): Markup {
  const shown = findings.slice(0, 4)
  const rest = findings.length - shown.length
  return markup` <span class="links">See ${shown.map((id, index) => markup`${index > 0 && ', '}<a href="#${id}" aria-label="finding ${ranks.get(id)}">${ranks.get(id)}</a>`)}${rest > 0 && ` and ${rest} more`}.</span>`
}
