import { defineCheck } from '#checks/check'
import { list } from './sensitive.js'
import { placeOf, shownBy, throughOf, untold } from './tried.js'

export default defineCheck({
  id: 'rules/row-handover',
  title: 'A user can write another user into the owner column of a row',
  why: 'A review, a message or a debt then stands in the name of someone who never wrote it, and nothing in the database tells the two apart.',
  severity: 'medium',
  refs: ['CWE-639', 'CWE-345', 'OWASP-API3:2023'],
  needs: ['tables', 'functions', 'buckets', 'views', 'matrix'],
  *find(parts) {
    for (const fault of untold(parts, ['row-handover'])) {
      const at = placeOf(fault, parts)
      if (!at) continue
      yield {
        ...shownBy(fault, at),
        message: `The owner of a row of \`${fault.object.name}\` can put someone else into ${list(fault.columns)}${throughOf(fault)}.`,
        help: `Ask for the same owner in \`with check\` of the policy, or revoke update on ${list(fault.columns)} from \`authenticated\`.`,
        key: fault.object.name,
      }
    }
  },
})
