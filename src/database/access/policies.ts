import type { AccessCell, AccessDoes } from './matrix.js'
import type { Asker } from './actors.js'
import type { Relation, RelationPolicy } from './relation.js'
import { nameOf, type Row } from './targets.js'
import { isRow, literal, quoted } from './text.js'
import type { Trial, Tried } from './trial.js'

/** Policies that can let this actor do this. */
export const candidates = (relation: Relation, asker: Asker, does: AccessDoes): RelationPolicy[] =>
  relation.policies.filter(
    policy =>
      policy.permissive &&
      (policy.command === 'all' || policy.command === does) &&
      (policy.roles.length === 0 || policy.roles.includes(asker.role)),
  )

/** Asks of each policy alone whether its condition holds, with the rules switched off so that no other hides the row. */
export function policyTrials(
  relation: Relation,
  asker: Asker,
  does: AccessDoes,
  policy: RelationPolicy,
  aim: { readonly rows: readonly Row[]; readonly keys: readonly Row[] },
  group: string,
): Trial[] {
  const before = `alter table ${nameOf(relation)} disable row level security; grant select on ${nameOf(relation)} to ${asker.role}`
  if (does !== 'insert')
    return [{ asker, group, before, sql: `select 1 from ${nameOf(relation)} where (${isRow(aim.keys)}) and (${policy.using ?? 'true'})` }]
  const condition = policy.check ?? policy.using ?? 'true'
  return aim.rows.slice(0, 4).map(row => ({
    asker,
    group,
    before,
    sql: `select 1 from jsonb_populate_record(null::${nameOf(relation)}, ${literal(JSON.stringify(row))}::jsonb) as ${quoted(relation.name)} where ${condition}`,
  }))
}

/** Names in the cell what let it through or what refused. */
export function withPolicies(
  cell: AccessCell,
  relation: Relation,
  asker: Asker,
  passed: ReadonlyMap<RelationPolicy, Tried | undefined>,
): AccessCell {
  if (cell.by.length > 0 || cell.outcome === 'error' || cell.outcome === 'unknown') return cell
  const possible = candidates(relation, asker, cell.does)
  if (cell.outcome === 'denied') {
    if (!relation.rowRules) return { ...cell, by: ['nothing was changed'] }
    const restrictive = relation.policies.filter(policy => !policy.permissive && (policy.command === 'all' || policy.command === cell.does))
    return { ...cell, by: possible.length === 0 ? ['no policy is for it'] : [...possible, ...restrictive].map(policy => policy.name) }
  }
  if (!relation.rowRules) return { ...cell, why: cell.why ?? 'row level security is off' }
  // Who was not asked is let in by one of those that could.
  const passing = possible.filter(policy => possible.length === 1 || passed.size === 0 || passed.get(policy)?.worked)
  return { ...cell, by: passing.map(policy => policy.name) }
}
