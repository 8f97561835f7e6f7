import { defineFix } from '../fix.js'
import { clauses, createPolicy, dropPolicy, migrationOf, policyIdiom, qualified, quotedName } from '../idiom/policy.js'

export default defineFix({
  id: 'rules/policy-on-claim',
  for: ['rules/policy-on-claim'],
  title: 'Asks the table of roles instead of what users write about themselves',
  *patches({ problem, model }) {
    const { table: name, policy: policyName } = problem.data as { table?: string; policy?: string }
    const table = model.tables.find(one => one.name === name)
    const policy = table?.policies.find(one => one.name === policyName)
    const given = policy?.using ?? policy?.check
    if (!table || !policy || !given || !/user_meta_?data/.test(given)) return
    const { isAdmin } = policyIdiom(model)
    // Only the server writes app_metadata.
    const conditions = [
      ...(isAdmin !== undefined && /admin/i.test(given) ? [isAdmin] : []),
      // `auth.users`, where it is kept too, is not for users to read.
      ...(given.includes('raw_user_meta_data') ? [] : [given.replaceAll(/\buser_metadata\b/g, 'app_metadata')]),
    ]
    for (const condition of conditions)
      yield {
        title: `Let "${policy.name}" trust no data that users write themselves`,
        says:
          condition === isAdmin
            ? 'The policy asks the table of roles.'
            : 'The policy reads `app_metadata`, which only the server writes: set the role of your administrators there.',
        edits: [],
        files: [],
        migration: migrationOf(
          `claims_of_${table.name}`,
          [`ALTER POLICY ${quotedName(policy.name)} ON ${qualified(table.name)}\n  ${clauses(policy.command, condition)};`],
          [dropPolicy(table, policy.name), createPolicy(table, policy)],
        ),
      }
  },
})
