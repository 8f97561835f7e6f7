import { defineFix } from '../fix.js'
import { createPolicy, dropPolicy, migrationOf } from '../idiom/policy.js'

export default defineFix({
  id: 'rules/misnamed-policy',
  for: ['rules/misnamed-policy'],
  title: 'Lets a policy whose name speaks of reading do no more than that',
  *patches({ problem, model }) {
    if (!/speaks of reading/.test(problem.message)) return
    const { table: name, policy: policyName } = problem.data as { table?: string; policy?: string }
    const table = model.tables.find(one => one.name === name)
    const policy = table?.policies.find(one => one.name === policyName)
    const condition = policy?.using ?? policy?.check
    if (!table || !policy || condition === undefined) return
    const { check: _, ...rest } = policy
    yield {
      title: `Let "${policy.name}" read ${table.name} and no more`,
      says: `The policy does what its name says: reading.`,
      edits: [],
      files: [],
      migration: migrationOf(
        `read_only_policy_of_${table.name}`,
        [dropPolicy(table, policy.name), createPolicy(table, { ...rest, check: undefined, command: 'select', using: condition })],
        [dropPolicy(table, policy.name), createPolicy(table, policy)],
      ),
    }
  },
})
