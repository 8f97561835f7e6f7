import { absent, type Block, head, type HandoverSection, text } from '../block.js'
import { code, plural } from '../count.js'
import type { HandoverInput, SetupFact } from '../input.js'
import { changes } from './boundaries.js'

/** What happens when something fails: what the caller sees, what is written down, who is told. */
export function errorsSection(input: HandoverInput): HandoverSection {
  return {
    id: 'errors',
    title: 'Errors, logs and alarms',
    blocks: [
      head('What the caller sees'),
      ...seen(input),
      head('What is written down'),
      ...logged(input),
      head('Who is told'),
      ...told(input),
    ],
  }
}

const setupsOf = (input: HandoverInput, what: string): readonly SetupFact[] => input.facts.setups.filter(setup => setup.what === what)
const place = ({ at }: SetupFact): string => code(`${at.file}:${at.line}`)

function seen(input: HandoverInput): readonly Block[] {
  const handlers = setupsOf(input, 'error-handler')
  const changed = changes(
    input,
    finding => (finding.area === 'errors' && !/log/.test(finding.check)) || finding.check === 'money/swallowed-error',
  )
  return [
    handlers.length > 0
      ? text(handlers.map(one => `An error handler at ${place(one)}${one.reached ? '' : ', which no request reaches'}.`).join(' '))
      : text(
          `No error handler for the whole app was found: each of the ${plural(input.before.routes.length, 'route')} answers for itself.`,
        ),
    ...(changed.length > 0
      ? changed
      : [absent('No route was found to answer with the inside of an error or with columns that are nobody’s business.')]),
  ]
}

function logged(input: HandoverInput): readonly Block[] {
  const loggers = setupsOf(input, 'logger')
  const changed = changes(input, finding => finding.area === 'errors' && /log/.test(finding.check))
  return [
    loggers.length > 0
      ? text(`Logs are written by ${loggers.map(one => `${code(one.library)} (${place(one)})`).join(', ')}.`)
      : absent('No logger is set up: what the app prints is all there is, and goes to your host’s log view.'),
    ...changed,
  ]
}

function told(input: HandoverInput): readonly Block[] {
  const trackers = setupsOf(input, 'error-tracking')
  const repair = input.repairs.find(one => one.finding.check === 'observability/missing-error-tracking')
  const result = input.after.results.find(one => one.check === 'observability/missing-error-tracking')
  const events = [...input.repairs.flatMap(one => one.after), ...input.before.findings.flatMap(finding => finding.evidence ?? [])]
    .flatMap(one => one.steps)
    .filter(step => step.kind === 'call' && /sentry|track/i.test(step.service))
  const received =
    events.length > 0
      ? `${plural(events.length, 'event')} of it reached the stand-in of the error tracker in the lab.`
      : 'No event of it was received in the lab in this run, so whether it reaches you is not shown: throw one on purpose after the deploy and look for it.'
  if (repair)
    return [
      text(
        `Connected by the repair ${code(repair.finding.id)} (${repair.title}). ${received} It is silent until its address is set in production.`,
      ),
    ]
  if (trackers.length > 0) return [text(`${trackers.map(one => `${code(one.library)} at ${place(one)}`).join(', ')}. ${received}`)]
  if (result?.outcome === 'pass') return [text(`An error tracker is connected, as far as the code says. ${received}`)]
  return [
    absent(
      `Nobody. ${input.before.app.takesMoney ? 'A checkout that fails at night is noticed by the customer first. ' : ''}Open an account at an error tracker (Sentry’s free plan will do), and give its address to whoever makes the change.`,
    ),
  ]
}
