import { type Finding, isOpen } from '#triage/finding'
import { spell } from '../verdict.js'
import { countOpen, worst } from '../verdict.js'
import { plural } from './count.js'
import type { HandoverInput } from './input.js'
import { calledInCode, exposedKeys, nameOfKey, providerOf } from './sections/keys.js'
import { standingOf, wasShown } from './standing.js'
import { type Who, WHO, whoFor } from './who.js'

/** The first page: for somebody who cannot read code and has to decide. */
export interface FirstPage {
  readonly tone: 'bad' | 'warn' | 'good'
  readonly headline: string
  readonly lead: string
  readonly scores: { readonly before: number; readonly after: number }
  readonly harms: readonly Harm[]
  /** What stands, in short figures. */
  readonly figures: readonly { readonly number: string; readonly says: string }[]
  readonly left: readonly { readonly who: Who; readonly name: string; readonly why: string; readonly tasks: readonly Task[] }[]
}

/** Something that could have happened. */
export interface Harm {
  readonly finding: Finding
  readonly alike: number
  readonly shown: boolean
  /** What became of it, in words. */
  readonly became: string
  readonly isOpen: boolean
  /** Id of where more stands. */
  readonly at: string
}

export interface Task {
  readonly text: string
  /** Id of where more stands. */
  readonly at: string
}

export function firstPage(input: HandoverInput): FirstPage {
  const { before, after, repairs } = input
  const [was, is] = [countOpen(before), countOpen(after)]
  const fixed = new Map(repairs.map(repair => [repair.finding.id, repair]))
  const open = new Set(after.findings.filter(isOpen).map(finding => finding.id))
  return {
    tone: is.critical > 0 ? 'bad' : is.high > 0 ? 'warn' : 'good',
    headline: headlineOf(was, is, repairs.length, before.lab?.outcome === 'running'),
    lead: leadOf(input),
    scores: { before: before.score.value, after: after.score.value },
    harms: worst(before).map(({ finding, alike }) => {
      const repair = fixed.get(finding.id)
      return {
        finding,
        alike,
        shown: wasShown(finding),
        became: repair ? standingOf(repair).word : open.has(finding.id) ? 'still open' : 'gone with another repair',
        at: repair ? `fixed-${finding.id}` : open.has(finding.id) ? finding.id : 'fixed',
        isOpen: open.has(finding.id),
      }
    }),
    figures: figuresOf(input),
    left: leftOf(input),
  }
}

type Counts = ReturnType<typeof countOpen>

function headlineOf(was: Counts, is: Counts, repairs: number, isRun: boolean): string {
  const opening =
    was.critical > 0 ? 'Was not safe to launch.' : was.high > 0 ? 'Was not ready to launch.' : 'Nothing stood against a launch.'
  if (repairs === 0) return was.critical + was.high > 0 ? 'Not safe to launch, and nothing was repaired.' : opening
  if (is.critical > 0)
    return `${opening} It is better, and still not safe: ${spell(is.critical, 'critical fault').toLowerCase()} ${is.critical === 1 ? 'is' : 'are'} left.`
  if (is.high > 0)
    return `${opening} Nothing critical is left; ${spell(is.high, 'serious fault').toLowerCase()} ${is.high === 1 ? 'needs' : 'need'} somebody.`
  const small = is.medium + is.low
  if (was.critical + was.high > 0 && !isRun) return `${opening} Nothing grave is left to read in its code; it was not run.`
  return was.critical + was.high > 0
    ? `${opening} Now it is${small > 0 ? `, with ${plural(small, 'smaller thing')} left` : ''}.`
    : `${opening} ${plural(repairs, 'smaller thing')} ${repairs === 1 ? 'is' : 'are'} repaired.`
}

function leadOf({ before, repairs, flows, branch }: HandoverInput): string {
  const shown = before.findings.filter(wasShown).length
  const refused = repairs.filter(repair => standingOf(repair).tone === 'good').length
  const parts = [
    before.lab?.outcome === 'running'
      ? `${plural(shown, 'fault')} ${shown === 1 ? 'was' : 'were'} not only read in the code: ${shown === 1 ? 'it was' : 'they were'} tried on a sealed copy of your app with made-up customers in it, and worked.`
      : before.lab
        ? 'Your app did not come up in the lab, so everything here was read in the code and not tried.'
        : 'Everything here was read in the code; the app was not run.',
    repairs.length > 0
      ? `${plural(repairs.length, 'repair')} stand${repairs.length === 1 ? 's' : ''}${refused > 0 ? `; for ${refused} the same attack was made again, and your app refused it` : ''}.`
      : '',
    flows.notWalked === undefined && flows.before.length > 0
      ? flows.broken.length > 0
        ? `${spell(flows.broken.length, 'thing')} that worked before ${flows.broken.length === 1 ? 'does' : 'do'} not now.`
        : 'Nothing that your customers do today broke.'
      : '',
    branch !== undefined && repairs.length > 0 ? 'Your own files are as you left them: the repairs wait on a branch.' : '',
    branch === undefined && repairs.length > 0 ? 'There is no git here, so each repair is a patch file; nothing of yours was changed.' : '',
  ]
  return parts.filter(Boolean).join(' ')
}

/** Faults that could be seen only once others were repaired, and were repaired as well. */
export function behindOthers({ before, repairs }: HandoverInput): number {
  const known = new Set(before.findings.map(finding => finding.id))
  return repairs.filter(({ finding }) => !known.has(finding.id)).length
}

function figuresOf(input: HandoverInput): FirstPage['figures'] {
  const { before, repairs, after, flows } = input
  const behind = behindOthers(input)
  const found = before.findings.filter(finding => finding.status !== 'refuted' && finding.status !== 'accepted').length + behind
  const left = after.findings.filter(isOpen).length
  const along = found - repairs.length - left
  const refuted = before.findings.filter(finding => finding.status === 'refuted').length
  return [
    {
      number: String(found),
      says: `faults found${behind > 0 ? `, ${behind} of them behind others` : ''}${refuted > 0 ? `; ${refuted} more suspected, and cleared` : ''}`,
    },
    {
      number: String(repairs.length),
      says: `repaired, a ${input.branch === undefined ? 'patch' : 'commit'} each${along > 0 ? `; ${along} more went with them` : ''}`,
    },
    { number: String(left), says: 'left, each with a next step' },
    flows.notWalked === undefined && flows.before.length > 0
      ? { number: `${flows.alive.length}/${flows.alive.length + flows.broken.length}`, says: 'everyday actions work as before' }
      : { number: '–', says: 'everyday actions were not walked again' },
  ]
}

/** In words that need no code. */
function keyTask(finding: Finding): string {
  const name = nameOfKey(finding) ?? calledInCode(finding)
  return `${providerOf(finding).name}: make a new one${name === undefined ? '' : ` for \`${name}\``}; the old one can be read in \`${finding.at.file}\`.`
}

/** How many tasks a person is shown at once. */
const MOST = 4

function leftOf(input: HandoverInput): FirstPage['left'] {
  const open = input.after.findings.filter(isOpen)
  const keys = exposedKeys(input)
  const yours: Task[] = [
    ...keys.slice(0, MOST).map(finding => ({ text: keyTask(finding), at: `key-${finding.id}` })),
    ...(keys.length > MOST ? [{ text: `and ${keys.length - MOST} more keys`, at: 'keys' }] : []),
    ...(input.branch !== undefined && input.repairs.length > 0
      ? [{ text: `Merge and deploy the branch \`${input.branch}\`.`, at: 'deploy' }]
      : []),
    ...open
      .filter(finding => whoFor(finding) === 'you' && finding.area !== 'secrets')
      .map(finding => ({ text: finding.help, at: finding.id })),
  ]
  const of = (who: Who): Task[] => {
    const these = open.filter(finding => whoFor(finding) === who)
    return [
      ...these.slice(0, MOST).map(finding => ({ text: finding.message, at: finding.id })),
      ...(these.length > MOST ? [{ text: `and ${these.length - MOST} more`, at: 'left' }] : []),
    ]
  }
  return (
    [
      ['you', yours],
      ['developer', of('developer')],
      ['editor', of('editor')],
    ] as const
  )
    .filter(([, tasks]) => tasks.length > 0)
    .map(([who, tasks]) => ({ who, ...WHO[who], tasks }))
}
