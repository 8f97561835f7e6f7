import type { Answer, Report } from '#triage/finding'
import { fittingList } from '../verdict.js'
import { html, prose, type Markup } from './markup.js'
import type { Section } from './page.js'

/** The ten questions that fit the app, and the other ten folded away. */
export function checklistSection(report: Report): Section | undefined {
  const { name, answers, others } = fittingList(report)
  if (answers.length === 0) return undefined
  const bad = answers.filter(answer => answer.good === false).length
  return {
    id: 'checklist',
    title: `The ${name} checklist`,
    note: `${answers.length - bad}/${answers.length}`,
    body: html`<p class="intro">Ten questions that every founder of a ${name} should be able to answer. What reading the code cannot tell is unknown, with what would.</p>
${listOf(answers)}
${others.length > 0 && html`<details class="fold"><summary>The ${others[0]!.list} checklist</summary>${listOf(others)}</details>`}`,
  }
}

function listOf(answers: readonly Answer[]): Markup {
  return html`<ol class="checklist">${answers.map(({ question, answer, good, evidence, findings }) => {
    const tone = good === undefined ? 'unclear' : good ? 'good' : 'bad'
    return html`<li class="${tone}"><span class="answer">${answer}</span><div><b>${question}</b><p>${prose(evidence)}${findings.length > 0 && linksOf(findings)}</p></div></li>`
  })}</ol>`
}

function linksOf(findings: readonly string[]): Markup {
  const shown = findings.slice(0, 3)
  return html` <span class="links">${shown.map(id => html`<a href="#${id}" aria-label="Finding ${id}">${id}</a> `)}${findings.length > shown.length && `and ${findings.length - shown.length} more`}</span>`
}
