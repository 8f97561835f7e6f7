import { defineCheck } from '#checks/check'
import type { Policy, Table } from '#database/catalogue'
import type { Who } from '#database/condition'
import { changes, openTo } from './open.js'
import { accessBy, COMMANDS, isRuled, nameOf, openCommands, type Command } from './reach.js'
import { isForm } from './sensitive.js'

/** A verb where a verb stands: "log page views" speaks of no reading. */
const READS =
  /\b(?:can|may|allow|allowed to|to|only|publicly|everyone|anyone|public|users?|admins?)\s+(?:view|read|see|select|list)\b|\b(?:viewable|readable|visible)\b|^(?:view|read|select)\b|\b(?:read|view|select)(?:[_ -]?(?:access|only|policy|all))?$/i
const WRITES =
  /\b(?:insert|create|creates|mark|set|add|upload|uploads|update|edit|modify|change|delete|remove|manage|write|save|submit|post|send|place|register|join|book|updates|inserts|deletes|log|track|record|full|all|everything|do|crud)\b/i
const NARROW = /\b(?:own|owner|owners|their|my|admin|admins|administrators?|staff|service[ _-]?role|system|only)\b/i

export default defineCheck({
  id: 'rules/misnamed-policy',
  title: 'A policy does something other than its name says',
  why: 'Whoever reads the list of policies believes the name: a right that no one meant to give stays unseen.',
  severity: 'high',
  refs: ['CWE-863', 'CWE-732', 'OWASP-API5:2023'],
  needs: ['tables'],
  *find({ tables }) {
    for (const table of tables) {
      if (!isRuled(table)) continue
      for (const policy of table.policies) {
        const gives = widerThanNamed(table, policy)
        if (!gives) continue
        yield {
          at: policy.at,
          certainty: table.beside ? 'possible' : 'likely',
          severity: table.beside ? 'medium' : gives.severity,
          message: `The policy ${nameOf(policy)} on \`${table.name}\` ${gives.what}.`,
          help: gives.help,
          key: `${table.name} ${policy.name}`,
          table: table.name,
          data: { table: table.name, policy: policy.name },
        }
      }
    }
  },
})

interface Wider {
  readonly what: string
  readonly help: string
  readonly severity: 'high' | 'medium'
}

const COMMAND_WORDS: Readonly<Record<Command, string>> = { select: 'reading', insert: 'adding', update: 'changing', delete: 'deleting' }

function widerThanNamed(table: Table, policy: Policy): Wider | undefined {
  const by = (who: Who) => COMMANDS.filter(command => accessBy(policy, command).who === who)
  const wide = [...by('anyone'), ...by('signed-in')]
  // "Admins can view" for everything is a habit; for deletion alone it is a slip.
  const writes = [...wide, ...(policy.command === 'all' ? [] : by('some'))].filter(command => command !== 'select')
  if (writes.length > 0 && READS.test(policy.name) && !WRITES.test(policy.name)) {
    const words = writes.map(command => COMMAND_WORDS[command]).join(', ')
    return {
      what: `speaks of reading, but is for ${words}`,
      help: `Write \`for select\` in the policy ${nameOf(policy)}, and drop it where it was meant to be another.`,
      severity: wide.length > 0 ? 'high' : 'medium',
    }
  }
  // Where everyone gets through, that is said already.
  if (openTo(table, policy) || changes(openCommands(table, policy, 'signed-in'))) return undefined
  // An insert whose sender is anyone is named "system" without harm where the table is a form.
  const open = [...openCommands(table, policy, 'anyone'), ...openCommands(table, policy, 'signed-in')].filter(
    command => command !== 'insert' || !isForm(table),
  )
  const narrow = NARROW.exec(policy.name)?.[0]
  if (open.length > 0 && narrow && !/\b(?:public|anyone|everyone|all users|authenticated|signed|logged)\b/i.test(policy.name))
    return {
      what: `speaks of "${narrow}", but its condition holds for everyone`,
      help: `Say in the condition of ${nameOf(policy)} who is meant; the service role needs no policy.`,
      severity: 'medium',
    }
  return undefined
}
