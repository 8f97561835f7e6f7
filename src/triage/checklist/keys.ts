import { isOpen } from '../finding.js'
import { count, first, replyFrom, type Evidence, type Reply } from './question.js'
import { TOPICS } from './topics.js'

/** Are keys where others can read them? */
export function keysVisible(evidence: Evidence): Reply {
  return replyFrom(evidence, {
    checks: TOPICS.secrets,
    bad: 'yes',
    found: findings => `${count(findings.length, 'secret')} can be read in the code or the browser bundle, first in ${first(findings)}.`,
    clean: 'No secret was found in the code or the browser bundle; the settings of the host were not looked at.',
  })
}

/** Do staging, production and local copies share what they must not? A committed secret is shared by all of them. */
export function environmentsShare(evidence: Evidence): Reply {
  const keys = keysVisible(evidence)
  if (keys.answer === 'yes')
    return {
      ...keys,
      evidence: `Secrets are written into the code, so that every copy of the app uses the same ones, first in ${first(keys.findings ?? [])}.`,
    }
  const local = evidence.findings.filter(finding => isOpen(finding) && TOPICS.localAddress.test(finding.check))
  if (local.length > 0)
    return {
      answer: 'yes',
      evidence: `An address of the developer's own computer is used wherever the app runs, first in ${first(local)}.`,
      findings: local,
    }
  return { answer: 'unknown', evidence: NEEDS_SETTINGS }
}

/** The same question asked the other way round. */
export function environmentsSeparated(evidence: Evidence): Reply {
  const shared = environmentsShare(evidence)
  return shared.answer === 'yes' ? { ...shared, answer: 'no' } : shared
}

const NEEDS_SETTINGS =
  'The code does not tell; comparing the database address, keys and callback addresses set at the host for each environment would.'
