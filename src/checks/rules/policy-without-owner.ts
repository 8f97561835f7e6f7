import { defineCheck } from '#checks/check'
import { changes } from './open.js'
import { COMMANDS, does, isRuled, nameOf, openCommands, rowsOf, type Command } from './reach.js'
import { isForm, isMoney, isPrivate } from './sensitive.js'

export default defineCheck({
  id: 'rules/policy-without-owner',
  title: 'A policy lets any signed-in user change rows that are not theirs',
  why: 'Being signed in is no ownership: whoever signs up can overwrite or delete what belongs to every other user.',
  severity: 'high',
  refs: ['CWE-639', 'CWE-863', 'OWASP-API1:2023'],
  needs: ['tables'],
  *find({ tables }) {
    for (const table of tables) {
      if (!isRuled(table) || table.name.startsWith('storage.')) continue
      const open = table.policies
        .map(policy => ({ policy, commands: openCommands(table, policy, 'signed-in') }))
        .filter(item => changes(item.commands))
      const [first] = open
      if (!first) continue
      const commands = COMMANDS.filter(command => open.some(item => item.commands.includes(command)))
      yield {
        at: first.policy.at,
        certainty: table.beside ? 'possible' : 'certain',
        severity: table.beside || (isForm(table) && !isPrivate(table)) ? 'medium' : isMoney(table) ? 'critical' : 'high',
        message: `${open.length === 1 ? `The policy ${nameOf(first.policy)} lets` : `${open.length} policies let`} any signed-in user ${does(commands)} ${rowsOf(commands)} \`${table.name}\`.`,
        help: table.owner
          ? `Compare \`${table.owner}\` with \`(select auth.uid())\` in both conditions of the policy ${nameOf(first.policy)}.`
          : `Test for the role that manages \`${table.name}\` in the policy ${nameOf(first.policy)}, with a function over a table of roles that users cannot write.`,
        key: table.name,
        trail: open.slice(1).map(item => ({ at: item.policy.at, label: `${nameOf(item.policy)} lets them ${does(item.commands)}` })),
        table: table.name,
        data: { table: table.name, policies: open.map(item => item.policy.name), owner: table.owner, commands },
      }
    }
  },
  claims: ({ table, data }) => ({ kinds: ['table'], names: [table!], actor: 'b', does: data!['commands'] as Command[], refutable: true }),
})
