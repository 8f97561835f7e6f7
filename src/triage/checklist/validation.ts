import { isOpen } from '../finding.js'
import { count, replyFrom, type Evidence, type Reply } from './question.js'
import { TOPICS } from './topics.js'

/** Do routes take price, title, image or message unchecked? */
export function inputUnchecked(evidence: Evidence): Reply {
  const writes = evidence.model.routes.filter(
    route =>
      !route.unreached &&
      (route.validated === 'no' || route.validated === 'partial') &&
      route.effects.some(effect => effect.kind === 'query' && effect.does !== 'read'),
  )
  const [one] = writes
  if (one) {
    const findings = evidence.findings.filter(finding => isOpen(finding) && TOPICS.validation.test(finding.check))
    return {
      answer: 'yes',
      evidence: `${count(writes.length, 'route')} ${writes.length === 1 ? 'writes' : 'write'} what the caller sends without checking all of it, among them \`${one.method} ${one.path}\`.`,
      findings,
    }
  }
  return replyFrom(evidence, {
    checks: TOPICS.validation,
    bad: 'yes',
    found: findings => findings[0]!.message,
    clean: 'Every route that writes checks what the caller sends.',
  })
}
