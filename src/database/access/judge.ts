import type { AccessCell, AccessDoes } from './matrix.js'
import type { Asker } from './actors.js'
import type { Tried } from './trial.js'

/** What the trials of one cell came to: on A's rows, and on the actor's own. */
export interface Aimed {
  readonly theirs: readonly Tried[]
  readonly own: readonly Tried[]
}

type Verdict = Pick<AccessCell, 'outcome' | 'by'> & { readonly statement?: string; readonly why?: string }

/** A rule that cannot be evaluated fails for whoever asks: recursion, or something that is not there. */
const BROKEN = /^(?:42P17|42883|42P01|42703|42704|42804|54001)$/
/** Class 23: every rule was passed, then a constraint spoke. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CONSTRAINT = /^23/

/** From what happened to what the cell says. */
export function judge({ theirs, own }: Aimed, does: AccessDoes, asker: Asker, aimedAt: number): Verdict {
  const hit = theirs.find(tried => tried.worked)
  if (hit) {
    const some = does !== 'insert' && does !== 'execute' && hit.rows < aimedAt ? { why: `${hit.rows} of ${aimedAt} rows` } : {}
    return { outcome: 'allowed', by: [], statement: hit.trial.sql, ...some }
  }
  const mine = own.find(tried => tried.worked)
  if (mine) return { outcome: 'own', by: [], statement: mine.trial.sql }
  return refusal([...theirs, ...own], asker)
}

function refusal(tried: readonly Tried[], asker: Asker): Verdict {
  const [first] = tried
  if (!first) return { outcome: 'unknown', by: [], why: 'there is nothing to try it on' }
  const statement = first.trial.sql
  const broken = tried.find(each => each.code !== undefined && BROKEN.test(each.code))
  if (broken) return { outcome: 'error', by: [], statement: broken.trial.sql, why: broken.message ?? 'it fails' }
  const noPrivilege = tried.find(each => each.code === '42501' && !/row-level security/.test(each.message ?? ''))
  if (noPrivilege) return { outcome: 'denied', by: [`\`${asker.role}\` has no right to`], statement, ...said(noPrivilege) }
  const constraint = tried.find(each => each.code !== undefined && CONSTRAINT.test(each.code))
  if (constraint) return { outcome: 'unknown', by: [], statement: constraint.trial.sql, ...said(constraint) }
  const raised = tried.find(each => each.code?.startsWith('P0'))
  if (raised) return { outcome: 'denied', by: ['a trigger'], statement: raised.trial.sql, ...said(raised) }
  const other = tried.find(each => each.code !== undefined && each.code !== '42501')
  if (other) return { outcome: 'unknown', by: [], statement: other.trial.sql, ...said(other) }
  const ruled = tried.find(each => each.code === '42501')
  return { outcome: 'denied', by: [], statement, ...(ruled && said(ruled)) }
}

const said = ({ message }: Tried): { why?: string } => (message === undefined ? {} : { why: message })
