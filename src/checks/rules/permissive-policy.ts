import { SEVERITIES } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import { openTo, type Open } from './open.js'
import { COMMANDS, does, isRuled, nameOf, rowsOf, type Command } from './reach.js'
import { isMoney } from './sensitive.js'

export default defineCheck({
  id: 'rules/permissive-policy',
  title: 'A policy lets everyone through',
  why: 'Row level security is on, but a policy whose condition is always true gives private or paid-for rows to anyone.',
  severity: 'high',
  refs: ['CWE-863', 'CWE-732', 'OWASP-API1:2023'],
  needs: ['tables'],
  *find({ tables }) {
    for (const table of tables) {
      if (!isRuled(table) || table.name.startsWith('storage.')) continue
      const open = table.policies.flatMap(policy => openTo(table, policy) ?? [])
      // One finding for a table and those whom it is open to: its policies are repaired together.
      for (const who of new Set(open.map(item => item.who))) {
        const same = open.filter(item => item.who === who).sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
        const [worst] = same
        if (!worst) continue
        const commands = COMMANDS.filter(command => same.some(item => item.commands.includes(command)))
        const detail = same.map(item => item.detail).find(Boolean) ?? ''
        yield {
          at: worst.policy.at,
          certainty: table.beside ? 'possible' : worst.severity === 'medium' || who.startsWith('any signed') ? 'likely' : 'certain',
          severity: table.beside ? 'medium' : worst.severity,
          message: `${same.length === 1 ? `The policy ${nameOf(worst.policy)} lets` : `${same.length} policies let`} ${who} ${does(commands)} ${worst.byState ? 'rows of' : rowsOf(commands)} \`${table.name}\`${detail}.`,
          help: adviceFor(table, worst),
          key: `${table.name} ${who.startsWith('anyone') ? 'anyone' : 'signed-in'}`,
          trail: same.slice(1).map(item => ({ at: item.policy.at, label: `${nameOf(item.policy)} lets them ${does(item.commands)}` })),
          table: table.name,
          data: { table: table.name, policies: same.map(item => item.policy.name), commands, ...(worst.byState && { byState: true }) },
        }
      }
    }
  },
  claims: ({ table, key, data }) => ({
    kinds: ['table'],
    names: [table!],
    actor: key.endsWith(' anyone') ? 'anon' : 'b',
    does: data!['commands'] as Command[],
    // Nobody's made-up row may be in that state.
    refutable: data!['byState'] !== true,
  }),
})

function adviceFor(table: Table, { policy, commands }: Open): string {
  if (/service|system|admin|internal/i.test(policy.name))
    return `Drop the policy ${nameOf(policy)}: the service role passes row rules without one, and this one opens \`${table.name}\` to browsers.`
  if (commands.length === 1 && commands[0] === 'insert' && isMoney(table))
    return `Create \`${table.name}\` rows in a server function that takes prices from the database, and drop the policy ${nameOf(policy)}.`
  if (table.owner) return `Compare \`${table.owner}\` with \`(select auth.uid())\` in the policy ${nameOf(policy)}.`
  return `Narrow the policy ${nameOf(policy)} to the role or the owner that needs it, or do this from a server function with the service role.`
}
