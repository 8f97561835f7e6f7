import type { Finding } from '#triage/finding'

/**
 * Checks that say nothing of a route while another one speaks: nobody is asked, so nobody is asked whose a row is;
 * what is written whole is not known to be a text, let alone an account's.
 */
const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  'access/open-endpoint': ['access/unscoped-query', 'access/client-supplied-identity', 'access/admin-without-role'],
  'input/mass-assignment': ['input/unvalidated-body', 'limits/rate-limit-missing'],
  'input/unvalidated-body': ['limits/rate-limit-missing'],
}

/** Whether a fault was there all along, behind the one that was mended; the next round takes it up. */
export const hides = (mended: Finding, other: Finding): boolean =>
  other.route !== undefined && other.route === mended.route && (HIDDEN[mended.check] ?? []).includes(other.check)
