import { SEVERITIES } from '#base/certainty'
import type { Finding } from '#triage/finding'

/** Whether a finding with a key of its own says no more than what was said before: of a group that has shrunk, or behind an open door. */
export function wasKnown(fresh: Finding, gone: readonly Finding[], mended: readonly Finding[]): boolean {
  return gone.some(one => isPart(fresh, one)) || mended.some(one => stoodBehind(fresh, one))
}

/** Many routes with one fault are one finding until some are mended; the rest is told one by one. */
const isPart = (fresh: Finding, group: Finding): boolean =>
  group.check === fresh.check &&
  group.trail.length > 1 &&
  [group.at, ...group.trail.map(step => step.at)].some(at => at.file === fresh.at.file) &&
  !isGraver(fresh, group)

/**
 * Checks that say nothing of a route while another one speaks: nobody is asked, so nobody is asked whose a row is;
 * what is written whole is not known to be an id, let alone an account's.
 */
const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  'access/open-endpoint': ['access/client-supplied-identity'],
  'input/mass-assignment': [
    'input/unvalidated-body',
    'access/client-supplied-identity',
    'access/unscoped-query',
    'limits/rate-limit-missing',
    'access/admin-without-role',
  ],
  // Whose rows are read is the caller's own only now: those are few, or are told of by themselves.
  'access/client-supplied-identity': ['performance/unbounded-list'],
  'input/unvalidated-body': ['access/client-supplied-identity', 'limits/rate-limit-missing'],
}

/** The same, of every route: what is hashed is known to be a password wherever one is stored, and was anything that is sent before. */
const HIDDEN_EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
  'sessions/plaintext-password': ['input/unvalidated-body', 'limits/rate-limit-missing', 'sessions/weak-password-rule'],
}

/** A fault that was there all along, behind the one that was mended; the next round takes it up. */
const stoodBehind = (fresh: Finding, door: Finding): boolean =>
  fresh.route !== undefined &&
  ((HIDDEN_EVERYWHERE[door.check] ?? []).includes(fresh.check) || (fresh.route === door.route && isHiddenBy(fresh, door)))

const isHiddenBy = (fresh: Finding, door: Finding): boolean =>
  (HIDDEN[door.check] ?? []).includes(fresh.check) ||
  // As long as nobody is asked who is calling, it is not told that callers are not asked whose rows they want.
  (/^access\/(?:open-endpoint|weak-guard)$/.test(door.check) && fresh.area === 'access' && !isGraver(fresh, door))

const isGraver = (a: Finding, b: Finding): boolean => SEVERITIES.indexOf(a.severity) < SEVERITIES.indexOf(b.severity)
