import { isOpen } from '../finding.js'
import { count, first, replyFrom, type Evidence, type Reply } from './question.js'
import { TOPICS } from './topics.js'

const TRACKERS = ['sentry', 'bugsnag', 'rollbar', 'datadog', 'honeybadger', 'newrelic', 'appsignal', 'highlight', 'logtail', 'posthog']

/** Is an error tracker connected, and would it say where errors happen? */
export function tracked(evidence: Evidence): Reply {
  const { model } = evidence
  const setup = model.setups.find(setup => setup.what === 'error-tracking')
  if (setup) return { answer: 'yes', evidence: `\`${setup.library}\` is set up in \`${setup.at.file}:${setup.at.line}\`.` }
  const service = model.app.services.find(name => TRACKERS.includes(name.toLowerCase()))
  if (service) return { answer: 'unknown', evidence: `\`${service}\` is among the packages, but no place that starts it was found.` }
  const findings = evidence.findings.filter(finding => isOpen(finding) && TOPICS.tracking.test(finding.check))
  return { answer: 'no', evidence: 'No error tracker is set up anywhere in the code.', findings }
}

/** Do failed requests leave something to read afterwards? */
export function logged(evidence: Evidence): Reply {
  const { model, findings } = evidence
  const lost = findings.filter(finding => isOpen(finding) && TOPICS.lostErrors.test(finding.check) && finding.certainty !== 'possible')
  if (lost.length > 0)
    return {
      answer: 'no',
      evidence: `${count(lost.length, 'error')} ${lost.length === 1 ? 'is' : 'are'} swallowed without a trace, first in ${first(lost)}.`,
      findings: lost,
    }
  const keeper = model.setups.find(setup => setup.what === 'error-tracking' || setup.what === 'logger')
  if (keeper) return { answer: 'yes', evidence: `\`${keeper.library}\` in \`${keeper.at.file}:${keeper.at.line}\` records them.` }
  const log = model.routes.flatMap(route => route.effects).find(effect => effect.kind === 'log')
  if (log)
    return {
      answer: 'unknown',
      evidence: `Routes write to the console (\`${log.at.file}:${log.at.line}\`); whether the host keeps that, its settings would tell.`,
    }
  return model.routes.length > 0
    ? {
        answer: 'no',
        evidence: `None of the ${count(model.routes.length, 'route')} logs anything, and no logger or error tracker is set up.`,
      }
    : { answer: 'unknown', evidence: 'No route was found in the code.' }
}

/** Do webhooks survive duplicate delivery? */
export function deliveredTwice(evidence: Evidence): Reply {
  const hooks = evidence.model.routes.filter(route => route.kind === 'webhook' && !route.unreached)
  const reply = replyFrom(evidence, {
    checks: TOPICS.twice,
    bad: 'no',
    found: findings => `${findings[0]!.message}`,
    clean: `What the ${hooks.length === 1 ? 'webhook does' : `${hooks.length} webhooks do`} is keyed by the event, so that a second delivery changes nothing.`,
  })
  return hooks.length === 0 && reply.answer === 'yes' ? { answer: 'unknown', evidence: 'No webhook was found in the code.' } : reply
}

/** Can it be redeployed safely? */
export const redeployable = (): Reply => ({
  answer: 'unknown',
  evidence: 'Reading does not tell; a deploy to a copy, a trial of its main flows and a roll-back would.',
})

/** What would a bad deploy cost? */
export const costOfBadDeploy = (): Reply => ({
  answer: 'unknown',
  evidence: 'Reading does not tell; sales an hour, times the minutes that a roll-back takes, would.',
})
