import { SEVERITIES } from '#base/certainty'
import { type Finding, isOpen } from '#triage/finding'
import { promptFor, RULES } from '../../prompt.js'
import { absent, type Block, type HandoverSection, text } from '../block.js'
import { code, plural } from '../count.js'
import type { HandoverInput } from '../input.js'
import { WHO, whoFor } from '../who.js'

/** What is still open, who should do it, and the next step. */
export function leftSection(input: HandoverInput): HandoverSection {
  const open = input.after.findings.filter(isOpen)
  const taken = input.refused.length
  return {
    id: 'left',
    title: 'What is left',
    note: String(open.length),
    ...(open.length > 0 && {
      intro: `${plural(open.length, 'finding')} without a repair that stands.${taken > 0 ? ` For ${taken === 1 ? 'one' : taken} a repair was tried and taken back; what spoke against it stands with the finding.` : ''} Each says who should do it. ${code('seaworthy verify <id>')} says whether it is gone.`,
    }),
    blocks:
      open.length === 0
        ? [absent('Nothing that was found is left open.')]
        : SEVERITIES.flatMap(severity => open.filter(finding => finding.severity === severity)).map(finding => openFold(finding, input)),
  }
}

function openFold(finding: Finding, input: HandoverInput): Block {
  const { refused } = input
  const who = WHO[whoFor(finding)]
  const tried = refused.filter(one => one.finding === finding.id)
  const shown = (finding.evidence ?? []).filter(one => one.verdict === 'proved').slice(0, 1)
  return {
    kind: 'fold',
    id: finding.id,
    severity: finding.severity,
    title: finding.message,
    aside: who.name,
    blocks: [
      text(`**What can happen.** ${finding.why}`),
      text(`**Next step.** ${finding.help} Then run ${code(`seaworthy verify ${finding.id}`)}.`),
      text(`**Who.** ${who.name}. ${who.why}`),
      text(
        `**Where.** ${code(`${finding.at.file}:${finding.at.line}`)}${finding.route === undefined ? '' : `, reached by ${code(finding.route)}`}. ${statusOf(finding)}`,
      ),
      ...(tried.length > 0
        ? tried.map(one => text(`**Tried and taken back.** ${one.title}: ${inWords(one.why)}`))
        : [text(`**Why it is left.** ${whyLeft(finding, input)}`)]),
      ...shown.map((evidence): Block => ({ kind: 'tried', when: 'open', evidence })),
      ...(who === WHO.you ? [] : [{ kind: 'prompt' as const, id: `prompt-${finding.id}`, text: `${promptFor(finding)}\n\n${RULES}` }]),
    ],
  }
}

/** What the gate wrote down, for somebody who does not know its steps. */
const inWords = (why: string): string =>
  why
    .split('\n')
    .filter(line => line !== '' && !/^\w+ passed:/.test(line))
    .slice(-2)
    .map(line =>
      line
        .replace(/^audit failed: still there: /, 'read again, the code still has it: ')
        .replace(/^audit failed: new: [\w/-]+: /, 'read again, the code has something new: '),
    )
    .join(' ')

function whyLeft({ id, check }: Finding, { before, facts }: HandoverInput): string {
  const behind = before.findings.some(one => one.id === id)
    ? ''
    : ' It stood behind another fault, and came to light once that was repaired.'
  return facts.mended.includes(check)
    ? `None of the rules that repair this kind of fault knows the way this code is written, so nothing was changed.${behind}`
    : `No rule repairs this kind of fault: what is right here is for whoever knows your business to say.${behind}`
}

const statusOf = ({ status, certainty, evidence = [] }: Finding): string => {
  if (status === 'proved') return 'Shown on a running copy.'
  const undecided = evidence.find(one => one.verdict === 'inconclusive')
  return undecided
    ? `Read in the code, and tried without a clear answer: ${undecided.because ?? undecided.says}`
    : `Read in the code, ${certainty}; not tried on a running copy.`
}
