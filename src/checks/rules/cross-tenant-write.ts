import { defineCheck } from '#checks/check'
import type { AccessFault } from '#database/access/faults'
import { does, type Command } from './reach.js'
import { isMoneyByName } from './sensitive.js'
import { placeOf, shownBy, throughOf, untold, whoOf } from './tried.js'

export default defineCheck({
  id: 'rules/cross-tenant-write',
  title: "One user's rows can be changed, deleted or made up by others",
  why: "Whoever signs up, or not even that, overwrites what belongs to someone else or acts in their name: the rules were tried with two users' rows, and let it happen.",
  severity: 'high',
  refs: ['CWE-639', 'CWE-863', 'OWASP-API1:2023'],
  needs: ['tables', 'functions', 'buckets', 'views', 'matrix'],
  *find(parts) {
    const faults = untold(parts, ['cross-tenant-write', 'forged-row'])
    for (const fault of faults) {
      // Whoever may change a row need not make one up: the table is told once.
      if (fault.kind === 'forged-row' && faults.some(other => other.kind === 'cross-tenant-write' && other.object === fault.object))
        continue
      const at = placeOf(fault, parts)
      if (!at) continue
      const { object } = fault
      yield {
        ...shownBy(fault, at),
        severity: severityOf(fault),
        message:
          fault.kind === 'forged-row'
            ? `\`${object.name}\` takes rows ${object.owned ? 'in the name of another user ' : ''}from ${whoOf(fault)}${throughOf(fault)}.`.replace(
                ',,',
                ',',
              )
            : `${startOf(whoOf(fault))} can ${does(fault.does as Command[])} rows of \`${object.name}\` that are not theirs${throughOf(fault)}.`,
        help: `Compare the owner of \`${object.name}\` with \`(select auth.uid())\` in both conditions of the policy, or write the rows from a server function.`,
        key: object.name,
      }
    }
  },
})

const startOf = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function severityOf({ kind, object, actor }: AccessFault): 'critical' | 'high' | 'medium' {
  const grave = object.holds === 'secret' || isMoneyByName(object.name)
  if (kind === 'forged-row') return grave && actor === 'anon' ? 'high' : 'medium'
  return grave || actor === 'anon' ? 'critical' : 'high'
}
