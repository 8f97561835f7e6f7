import type { Policy, Table } from '#database/catalogue'
import { readCondition } from '#database/condition'
import type { AppModel } from '#model/app-model'
import { defineFix, type Patch } from '../fix.js'
import { clauses, createPolicy, dropPolicy, migrationOf, policyIdiom, qualified, quotedName } from '../idiom/policy.js'

export default defineFix({
  id: 'rules/narrow-policy',
  for: ['rules/permissive-policy', 'rules/policy-without-owner'],
  title: 'Narrows policies that let everyone through to the owner of the row, or to staff',
  *patches({ problem, model }) {
    const { table: name, policies: names } = problem.data as { table?: string; policies?: readonly string[] }
    const table = model.tables.find(one => one.name === name && one.policies.some(policy => names?.includes(policy.name)))
    const policies = table?.policies.filter(one => names?.includes(one.name)) ?? []
    if (!table || policies.length === 0) return
    const { owns, isAdmin } = policyIdiom(model)
    const own = owns(table)
    if (policies.every(isForServers)) yield dropped(table, policies)
    if (own !== undefined) yield narrowed(table, policies, own, `the owner in \`${table.owner}\``)
    const uses = usesInBrowser(table, policies, model)
    if (uses.length === 0) yield dropped(table, policies)
    else if (isAdmin !== undefined && uses.every(file => /admin|staff|dashboard\/internal/i.test(file)))
      yield narrowed(table, policies, isAdmin, 'administrators')
  },
})

/** The service role passes row rules without a policy. */
const isForServers = (policy: Policy): boolean => /service|system|internal|backend|webhook/i.test(policy.name)

/** Files of browser code that do what only this policy lets them do: without it they would stop working. */
function usesInBrowser(table: Table, policies: readonly Policy[], model: AppModel): readonly string[] {
  const does = { read: 'select', create: 'insert', update: 'update', delete: 'delete', upsert: 'all', raw: 'all' } as const
  return model.browser.flatMap(unit =>
    unit.effects.flatMap(effect => {
      if (effect.kind !== 'query' || effect.table !== table.name) return []
      const command = does[effect.does]
      return policies.some(policy => policy.command === 'all' || command === 'all' || policy.command === command) ? [unit.at.file] : []
    }),
  )
}

function narrowed(table: Table, policies: readonly Policy[], condition: string, who: string): Patch {
  const up = policies.map(policy => {
    const roles = policy.roles.includes('public') || policy.roles.includes('anon') ? '\n  TO authenticated' : ''
    return `ALTER POLICY ${quotedName(policy.name)} ON ${qualified(table.name)}${roles}\n  ${clauses(policy.command, withRest(policy, condition))};`
  })
  return {
    title: `Let only ${who.replaceAll('`', '')} through the rules of ${table.name}`,
    says: `${policies.map(one => `"${one.name}"`).join(' and ')} now ${policies.length === 1 ? 'asks' : 'ask'} for ${who}.`,
    edits: [],
    files: [],
    migration: migrationOf(`narrow_${table.name}_policies`, up, back(table, policies)),
  }
}

/** What the policy asked for besides stays, where it is more than being signed in. */
function withRest(policy: Policy, condition: string): string {
  const given = policy.check ?? policy.using
  if (given === undefined) return condition
  const { everyRow, who } = readCondition(given)
  return everyRow || who === 'anyone' || /^\W*auth\.(?:uid|role)\(\)/i.test(given) ? condition : `${condition} AND (${given})`
}

function dropped(table: Table, policies: readonly Policy[]): Patch {
  return {
    title: `Close ${table.name} to browsers`,
    says: `${policies.map(one => `"${one.name}"`).join(' and ')} ${policies.length === 1 ? 'is' : 'are'} gone: server code with the service key needs none, and browsers have no business there.`,
    edits: [],
    files: [],
    migration: migrationOf(
      `close_${table.name}`,
      policies.map(policy => dropPolicy(table, policy.name)),
      policies.map(policy => createPolicy(table, policy)),
    ),
  }
}

const back = (table: Table, policies: readonly Policy[]): readonly string[] =>
  policies.flatMap(policy => [dropPolicy(table, policy.name), createPolicy(table, policy)])
