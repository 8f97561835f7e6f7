import picocolors from 'picocolors'
import { ACTORS, type Actor } from '#base/evidence'
import { isOpen, type Report } from '#triage/finding'
import { checklistLines } from './console/checklist.js'
import { findingLines, worstLines } from './console/findings.js'
import { paperOf, type Paper } from './console/paper.js'
import type { Frames } from './frame.js'
import type { RenderOptions } from './render.js'
import { identity, verdict, type Verdict } from './verdict.js'

/** The report for a terminal: the first screen is for the founder, the list below for whoever repairs. */
export function printConsole(raw: Report, _frames: Frames, options: RenderOptions): string {
  const report = withoutControls(raw)
  const color = (options.color ?? picocolors.isColorSupported) && !process.env['NO_COLOR']
  const paper = paperOf(options.width ?? process.stdout.columns ?? 80, picocolors.createColors(color))
  const said = verdict(report)
  const blocks = [
    [...paper.wrap(`${paper.bold(report.app.name)}  ${paper.dim(identity(report))}`, 0)],
    [...paper.wrap(toneOf(paper, said)(paper.bold(said.headline)), 0), ...(said.lead === '' ? [] : paper.wrap(said.lead, 0))],
    scoreLines(report, paper, said),
    worstLines(report, paper),
    checklistLines(report, paper),
    findingLines(report, paper),
    labLines(report, paper),
    unknownLines(report, paper),
    sumLines(report, paper, said),
    nextLines(report, paper, options),
  ]
  return `\n${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

function toneOf(paper: Paper, { tone }: Verdict): (text: string) => string {
  return { bad: paper.colors.red, warn: paper.colors.yellow, good: paper.colors.green, unclear: paper.colors.yellow }[tone]
}

function scoreLines({ score }: Report, paper: Paper, said: Verdict): string[] {
  // Of an app that was not read, no number says anything.
  if (said.tone === 'unclear') return []
  const cells = Math.min(40, paper.width - 30)
  const full = Math.round((score.value / 100) * cells)
  const bar = `${toneOf(paper, said)('━'.repeat(full))}${paper.dim('─'.repeat(cells - full))}`
  return [`Launch readiness ${paper.bold(String(score.value))}/100 ${bar}`]
}

function sumLines({ score }: Report, paper: Paper, said: Verdict): string[] {
  if (score.steps.length === 0 || said.tone === 'unclear') return []
  const line = (points: string, label: string): string[] => paper.wrap(label, 2, `${points.padStart(5)}  `)
  const steps = score.steps.flatMap(step => line(`− ${step.points}`, step.label))
  return [
    paper.bold('How the score came about'),
    ...line('100', 'to begin with'),
    ...steps,
    ...line(`= ${score.value}`, 'launch readiness'),
  ]
}

function labLines({ lab }: Report, paper: Paper): string[] {
  if (!lab) return []
  const said =
    lab.outcome === 'failed'
      ? `The copy did not come up: ${lab.why ?? ''} ${lab.help ?? ''}`
      : `${lab.tried} experiments on a sealed copy: ${lab.proved} proved a fault, ${lab.refuted} found none, ${lab.inconclusive} undecided${lab.skipped.length > 0 ? `, ${lab.skipped.length} left out for want of time` : ''}.`
  return [
    paper.bold('Tried on a running copy'),
    ...paper.wrap(said, 2),
    ...strangersIn(lab).flatMap(line => paper.wrap(line, 2)),
    ...(lab.contained ?? []).flatMap(why => paper.wrap(`The lab ended the app: ${why}.`, 2)),
    ...lab.substitutions.slice(0, 4).flatMap(one => paper.wrap(paper.dim(one), 2)),
  ]
}

/** Who could not be signed in, and what the app said: one line for all to whom it said the same. */
function strangersIn({ actors }: NonNullable<Report['lab']>): readonly string[] {
  const reasons = new Map<string, string[]>()
  for (const { actor, outcome, by, why } of actors)
    if (outcome !== 'signed-in') {
      const reason = why ?? `tried ${by}.`
      reasons.set(reason, [...(reasons.get(reason) ?? []), ACTORS[actor as Actor]])
    }
  return [...reasons].map(([reason, who]) => `Not signed in: ${who.join(', ')}. ${capital(reason)}`)
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function unknownLines({ results, gaps }: Report, paper: Paper): string[] {
  const unanswered = results.filter(result => result.outcome === 'unknown' || result.outcome === 'error')
  if (unanswered.length + gaps.length === 0) return []
  const shown = gaps.slice(0, 3).map(gap => `${gap.at.file}:${gap.at.line} ${paper.dim(gap.why)}`)
  return [
    paper.bold('Not known'),
    ...paper.wrap(
      `${unanswered.length} of ${results.length} checks could not be answered; ${gaps.length} ${gaps.length === 1 ? 'place' : 'places'} could not be read.`,
      2,
    ),
    ...shown.flatMap(line => paper.wrap(line, 2)),
    ...(gaps.length > shown.length ? [paper.dim(`  … and ${gaps.length - shown.length} more in the page`)] : []),
  ]
}

function nextLines({ findings }: Report, paper: Paper, { page }: RenderOptions): string[] {
  const first = findings.find(isOpen)
  const steps = [
    ...(page ? [`Open ${paper.bold(page)}: every finding has its place, its reason and a prompt for your AI editor.`] : []),
    ...(first ? [`${paper.bold(`seaworthy explain ${first.check}`)} says more of the first.`] : []),
  ]
  return steps.length > 0 ? [paper.bold('Next'), ...steps.flatMap(step => paper.wrap(step, 2))] : []
}

/** Names taken from the app must not steer the terminal. */
function withoutControls(report: Report): Report {
  return JSON.parse(JSON.stringify(report), (_, value: unknown) =>
    typeof value === 'string' ? value.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, ' ') : value,
  ) as Report
}
