import { isOpen, type Finding } from '../finding.js'
import { businessOf } from '../business.js'
import { routeOf, wordsOf } from '../subject.js'
import { count, first, replyFrom, type Evidence, type Reply } from './question.js'
import { TOPICS } from './topics.js'

/** Can a logged-out user call what should be private? The routes answer it themselves. */
export function openToLoggedOut({ model, findings }: Evidence): Reply {
  const routes = model.routes.filter(route => !route.unreached)
  const open = routes.filter(route => route.auth === 'open' || route.auth === 'weak')
  const [one] = open
  if (one) {
    const names = new Set(open.map(route => `${route.method} ${route.path}`))
    const about = findings.filter(
      finding => isOpen(finding) && TOPICS.access.test(finding.check) && finding.route !== undefined && names.has(finding.route),
    )
    return {
      answer: 'yes',
      evidence: `${open.length} of ${named(routes)} ${open.length === 1 ? 'answers' : 'answer'} without a guard that holds, among them \`${one.method} ${one.path}\`.`,
      findings: about,
    }
  }
  const tables = findings.filter(
    finding => isOpen(finding) && TOPICS.openTables.test(finding.check) && isGrave(finding) && finding.certainty !== 'possible',
  )
  if (tables.length > 0)
    return { answer: 'yes', evidence: `The database itself answers without a login: ${tables[0]!.message}`, findings: tables }
  const unclear = routes.filter(route => route.auth === 'unknown').length
  if (unclear > 0)
    return {
      answer: 'unknown',
      evidence: `No open route was found, but who may call ${unclear} of ${named(routes)} could not be read.`,
    }
  if (routes.length === 0) return { answer: 'unknown', evidence: 'No route was found in the code.' }
  const hidden = model.gaps.find(gap => gap.hides.some(part => part === 'routes' || part === 'queries'))
  if (hidden)
    return {
      answer: 'unknown',
      evidence: `No open route was found, but not all that routes do could be read: ${hidden.why} (\`${hidden.at.file}:${hidden.at.line}\`).`,
    }
  return { answer: 'no', evidence: `All ${named(routes)} are guarded or meant to be public.` }
}

/** As the report counts them: a page is none of the routes in its table. */
function named(routes: Evidence['model']['routes']): string {
  const pages = routes.filter(route => route.kind === 'page').length
  return `${count(routes.length - pages, 'route')}${pages ? ` and ${count(pages, 'page')}` : ''}`
}

/** Nothing holds data that could be reached: the checks pass, and that says nothing. */
const isEmpty = ({ model, findings }: Evidence): boolean =>
  model.routes.length === 0 && model.tables.length === 0 && !findings.some(finding => TOPICS.access.test(finding.check))
const NOTHING_READ: Reply = { answer: 'unknown', evidence: 'No route and no table was found in the code.' }

/** Would an attacker reach customer or order data? */
export function customerDataReachable(evidence: Evidence): Reply {
  if (isEmpty(evidence)) return NOTHING_READ
  return replyFrom(evidence, {
    checks: TOPICS.access,
    where: finding => isGrave(finding) && ['money', 'personal'].includes(businessOf(finding, evidence.model).kind),
    bad: 'yes',
    found: findings =>
      `${count(findings.length, 'way')} to customer or order data ${findings.length === 1 ? 'was' : 'were'} found, first in ${first(findings)}.`,
    clean: 'No way to customer or order data past the guards was found.',
  })
}

/** Do users see what is not theirs? */
export function seeEachOther(evidence: Evidence): Reply {
  if (isEmpty(evidence)) return NOTHING_READ
  return replyFrom(evidence, {
    checks: TOPICS.ownership,
    bad: 'yes',
    found: findings =>
      `${count(findings.length, 'place')} where one user reaches another's data ${findings.length === 1 ? 'was' : 'were'} found, first in ${first(findings)}.`,
    clean: 'Every query on owned data that was read is limited to its owner.',
  })
}

/** Are admin routes protected by the frontend alone? */
export function adminHiddenOnly(evidence: Evidence): Reply {
  const { findings, model } = evidence
  const isAdmin = (path: string): boolean => wordsOf(path).includes('admin')
  const hits = findings.filter(
    finding =>
      isOpen(finding) &&
      TOPICS.access.test(finding.check) &&
      (TOPICS.admin.test(finding.check) || isAdmin(routeOf(finding, model)?.path ?? '')) &&
      finding.certainty !== 'possible',
  )
  if (hits.length > 0)
    return {
      answer: 'yes',
      evidence: `${count(hits.length, 'admin route')} can be called without being an admin, first in ${first(hits)}.`,
      findings: hits,
    }
  const admin = model.routes.filter(route => !route.unreached && route.kind !== 'page' && (isAdmin(route.path) || route.auth === 'role'))
  if (admin.length === 0)
    return {
      answer: 'unknown',
      evidence: 'No admin route was found on the server; if there is an admin page, the database rules are its only guard.',
    }
  const held = admin.filter(route => route.auth === 'role').length
  if (held === admin.length)
    return {
      answer: 'no',
      evidence:
        held === 1 ? 'The one admin route asks for a role on the server.' : `All ${held} admin routes ask for a role on the server.`,
    }
  return {
    answer: 'unknown',
    evidence: `${held} of ${count(admin.length, 'admin route')} ask for a role on the server; the guard of the others could not be read.`,
  }
}

const isGrave = (finding: Finding): boolean => finding.severity === 'critical' || finding.severity === 'high'
