import type { Place } from '#base/place'
import type { Check, Claim, Part, Parts, Problem } from '#checks/check'
import { evidenceOf } from '#checks/settle'
import { faultsOf, type AccessFault } from '#database/access/faults'
import type { AccessMatrix } from '#database/access/matrix'
import bucketPolicy from './bucket-policy.js'
import definerFunction from './definer-function.js'
import permissivePolicy from './permissive-policy.js'
import policyOnClaim from './policy-on-claim.js'
import policyWithoutOwner from './policy-without-owner.js'
import publicBucket from './public-bucket.js'
import rowRulesMissing from './row-rules-missing.js'
import selfPromotion from './self-promotion.js'
import viewBypass from './view-bypass.js'

/** Checks that read the files and say the same with the place in them: what they say is not said again. */
const READERS: readonly Check<Part>[] = [
  bucketPolicy,
  definerFunction,
  permissivePolicy,
  policyOnClaim,
  policyWithoutOwner,
  publicBucket,
  rowRulesMissing,
  selfPromotion,
  viewBypass,
] as readonly Check<Part>[]

/** Faults that the matrix shows and that no reader of files has said. */
export function untold(
  parts: Pick<Parts, 'tables' | 'functions' | 'buckets' | 'views'> & { readonly matrix?: AccessMatrix | undefined },
  kinds: readonly AccessFault['kind'][],
): AccessFault[] {
  if (!parts.matrix) return []
  const faults = faultsOf(parts.matrix, parts.matrix.open).filter(fault => kinds.includes(fault.kind))
  if (faults.length === 0) return []
  const claims = READERS.flatMap(check => [...check.find(parts as unknown as Parts)].flatMap(problem => check.claims?.(problem) ?? []))
  return faults.filter(fault => !claims.some(claim => says(claim, fault)))
}

const says = (claim: Claim, { object, does, kind }: AccessFault): boolean =>
  claim.kinds.includes(object.kind) &&
  claim.names.some(name => name === object.name || name === `${object.schema}.${object.name}`) &&
  (claim.actor === 'a') === (kind === 'self-promotion') &&
  claim.does.some(each => does.includes(each))

/** Where the files speak of it: the policy that lets it through, else the table, view or function. */
export function placeOf(
  { object, cells }: AccessFault,
  parts: Pick<Parts, 'tables' | 'functions' | 'buckets' | 'views'>,
): Place | undefined {
  const name = object.schema === 'public' ? object.name : `${object.schema}.${object.name}`
  if (object.kind === 'function') return parts.functions.find(each => each.name === name)?.at
  if (object.kind === 'bucket')
    return (
      parts.buckets.find(each => each.name === object.name)?.at ??
      parts.tables
        .find(table => table.name === 'storage.objects')
        ?.policies.find(policy => cells.some(cell => cell.by.includes(policy.name)))?.at
    )
  if (object.kind === 'view') return parts.views?.find(each => each.name === name)?.at
  const tables = parts.tables.filter(table => table.name === name && !table.beside)
  const by = new Set(cells.flatMap(cell => cell.by))
  return tables.flatMap(table => table.policies).find(policy => by.has(policy.name))?.at ?? tables[0]?.at
}

/** What every problem that the matrix shows has in common. */
export function shownBy(fault: AccessFault, at: Place): Pick<Problem, 'at' | 'certainty' | 'table' | 'evidence' | 'data'> {
  return {
    at,
    certainty: 'certain',
    table: fault.object.name,
    evidence: evidenceOf(fault.cells.map(cell => ({ object: fault.object, cell }))),
    data: {
      [fault.object.kind]: fault.object.name,
      does: fault.does,
      columns: fault.columns,
      policies: [...new Set(fault.cells.flatMap(cell => cell.by))],
    },
  }
}

export const whoOf = ({ actor }: AccessFault): string => (actor === 'anon' ? 'anyone, signed in or not,' : 'any signed-in user')

/** ` through the policy "…"`, where one is known. */
export function throughOf({ cells, object }: AccessFault): string {
  const policies = [...new Set(cells.flatMap(cell => cell.by))]
  if (object.kind === 'view') return ", past its tables' row rules"
  if (policies.length === 0) return ', as row level security is off'
  return policies.length === 1 ? ` by the policy "${policies[0]}"` : ` by ${policies.length} policies`
}
