import { defineFix } from '../fix.js'
import { migrationOf, qualified } from '../idiom/policy.js'

export default defineFix({
  id: 'rules/view-bypass',
  for: ['rules/view-bypass'],
  title: 'Lets a view show each reader only what the row rules let them see',
  *patches({ problem, model }) {
    const view = model.views?.find(one => one.name === problem.data?.view)
    if (!view) return
    const on = qualified(view.name)
    yield {
      title: `Let the view ${view.name} ask with its reader's rights`,
      says: view.materialized
        ? `Browsers cannot read \`${view.name}\` any more.`
        : `\`${view.name}\` shows each reader the rows that the row rules of its tables let them see.`,
      edits: [],
      files: [],
      migration: view.materialized
        ? migrationOf(
            `close_view_${view.name}`,
            [`REVOKE SELECT ON ${on} FROM public, anon, authenticated;`],
            [`GRANT SELECT ON ${on} TO anon, authenticated;`],
          )
        : migrationOf(
            `reader_rights_of_${view.name}`,
            [`ALTER VIEW ${on} SET (security_invoker = on);`],
            [`ALTER VIEW ${on} RESET (security_invoker);`],
          ),
    }
  },
})
