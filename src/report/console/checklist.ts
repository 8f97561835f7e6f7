import type { Answer, Report } from '#triage/finding'
import { fittingList } from '../verdict.js'
import type { Paper } from './paper.js'

/** The fitting list, one line a question; its evidence stands in the page. */
export function checklistLines(report: Report, paper: Paper): string[] {
  const { name, answers } = fittingList(report)
  if (answers.length === 0) return []
  const count = (good: boolean | undefined): number => answers.filter(answer => answer.good === good).length
  return [
    ...paper.wrap(`${paper.bold(`The ${name} checklist`)}  ${count(true)} good · ${count(false)} bad · ${count(undefined)} unknown`, 0),
    ...answers.flatMap(answer => paper.wrap(answer.question, 2, `${wordOf(answer, paper)}  `)),
  ]
}

/** The mark says whether it is good news, also without colours. */
function wordOf({ answer, good }: Answer, { colors }: Paper): string {
  const [mark, color] =
    good === undefined ? (['?', colors.yellow] as const) : good ? (['✓', colors.green] as const) : (['✗', colors.red] as const)
  return color(`${mark} ${answer.padEnd(7)}`)
}
