import { type Finding, isOpen } from '#triage/finding'
import { absent, type Block, head, type HandoverSection, text } from '../block.js'
import { code, plural, seconds } from '../count.js'
import type { HandoverInput } from '../input.js'
import { wasShown } from '../standing.js'

/** What was not looked at, and why: the part of a report that most reports leave out. */
export function unseenSection(input: HandoverInput): HandoverSection {
  const { after, before, stages } = input
  const lab = before.lab
  const unknown = after.results.filter(result => result.outcome === 'unknown' || result.outcome === 'error')
  const open = new Set(after.findings.filter(isOpen).map(finding => finding.id))
  const [left, repaired] = [before.findings.filter(({ id }) => open.has(id)), before.findings.filter(({ id }) => !open.has(id))]
  const undecidedIn = (findings: readonly Finding[]) =>
    findings.flatMap(finding => (finding.evidence ?? []).filter(one => one.verdict === 'inconclusive').map(one => ({ finding, one })))
  const undecided = undecidedIn(left)
  const untried = left.filter(finding => !finding.evidence?.length)
  const byReading = repaired.filter(finding => isOpen(finding) && !wasShown(finding)).length
  const blocks: Block[] = []
  if (!lab) blocks.push(text('The app was read and not run: nothing here was tried on a running copy.'))
  else if (lab.outcome === 'failed')
    blocks.push(
      text(`The app did not come up in the lab: ${lab.why ?? 'no reason was given'} ${lab.help ?? ''} Everything rests on reading.`),
    )
  else if (lab.substitutions.length > 0)
    blocks.push(text('The copy differs from the app in this:'), { kind: 'list', items: lab.substitutions })
  if (lab?.contained)
    blocks.push(text('The lab had to end the app, and nothing answered after it:'), { kind: 'list', items: lab.contained })
  const late = [...(input.leftOut ?? []), ...(lab?.skipped ?? [])]
  if (late.length > 0) blocks.push(head('Left out for want of time'), { kind: 'list', items: late.slice(0, 40) })
  if (undecided.length > 0)
    blocks.push(head('Tried, and undecided'), {
      kind: 'list',
      items: undecided.map(({ finding, one }) => `${finding.message} ${one.because ?? one.says} (${code(finding.id)})`),
    })
  if (lab?.outcome === 'running' && untried.length > 0)
    blocks.push(head('Read, with no experiment to try it'), {
      kind: 'list',
      items: untried.slice(0, 40).map(finding => `${finding.message} (${code(finding.id)})`),
    })
  if (lab?.outcome === 'running' && byReading > 0)
    blocks.push(
      text(
        `${plural(byReading, 'more fault')} that no experiment had shown ${byReading === 1 ? 'was' : 'were'} repaired all the same: what each rests on stands with its repair.`,
      ),
    )
  if (after.gaps.length > 0)
    blocks.push(head('Places in the code that could not be read'), {
      kind: 'list',
      items: after.gaps.slice(0, 40).map(gap => `${code(`${gap.at.file}:${gap.at.line}`)} ${gap.why}; may hide ${gap.hides.join(', ')}`),
    })
  if (unknown.length > 0)
    blocks.push(head('Checks without an answer'), { kind: 'list', items: unknown.map(result => `${code(result.check)}: ${result.reason}`) })
  if (stages.length > 0)
    blocks.push(text(`How long it took: ${stages.map(stage => `${stage.name} ${seconds(stage.milliseconds)}`).join(', ')}.`))
  const count = undecided.length + after.gaps.length + unknown.length + late.length
  return {
    id: 'unseen',
    title: 'What was not looked at',
    note: String(count),
    intro:
      'The history of git, the settings at your host and at outside services, and what visitors see in the browser are not part of the code and were not looked at. Beyond that:',
    blocks:
      blocks.length > 0
        ? blocks
        : [absent(`Every one of the ${plural(after.results.length, 'check')} has an answer, and no place of the code was left unread.`)],
  }
}
