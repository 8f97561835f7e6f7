import { defineCheck } from '#checks/check'
import { isMoneyByName } from './sensitive.js'
import { placeOf, shownBy, throughOf, untold, whoOf } from './tried.js'

export default defineCheck({
  id: 'rules/cross-tenant-read',
  title: "One user's rows can be read by others",
  why: "Whoever signs up, or not even that, reads what belongs to someone else: the rules were tried with two users' rows, and let it happen.",
  severity: 'high',
  refs: ['CWE-639', 'CWE-863', 'OWASP-API1:2023'],
  needs: ['tables', 'functions', 'buckets', 'views', 'matrix'],
  *find(parts) {
    for (const fault of untold(parts, ['cross-tenant-read'])) {
      const at = placeOf(fault, parts)
      if (!at) continue
      const { object } = fault
      yield {
        ...shownBy(fault, at),
        severity: object.holds === 'secret' || (isMoneyByName(object.name) && fault.actor === 'anon') ? 'critical' : 'high',
        message: `Rows of \`${object.name}\` that belong to one user are read by ${whoOf(fault)}${throughOf(fault)}.`.replace(',,', ','),
        help:
          object.kind === 'view'
            ? `Create \`${object.name}\` with \`(security_invoker = on)\`, or revoke select on it from \`anon\` and \`authenticated\`.`
            : `Compare the owner of \`${object.name}\` with \`(select auth.uid())\` in the condition; where the rows are public on purpose, list the table under \`public\` in \`seaworthy.json\`.`,
        key: object.name,
      }
    }
  },
})
