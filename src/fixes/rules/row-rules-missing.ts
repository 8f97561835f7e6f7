import { defineFix, type Patch } from '../fix.js'
import { migrationOf, policyIdiom, qualified } from '../idiom/policy.js'

export default defineFix({
  id: 'rules/row-rules-missing',
  for: ['rules/row-rules-missing', 'access/browser-only-admin'],
  title: 'Switches row level security on, with a policy for whom the rows belong to',
  *patches({ problem, finding, model }) {
    const name = (problem.data?.table as string | undefined) ?? finding.table
    const table = model.tables.find(one => one.name === name && one.rowRules?.enabled === false)
    if (!table) return
    const { owns, isAdmin } = policyIdiom(model)
    const own = owns(table)
    const on = qualified(table.name)
    const enable = `ALTER TABLE ${on} ENABLE ROW LEVEL SECURITY;`
    const disable = `ALTER TABLE ${on} DISABLE ROW LEVEL SECURITY;`
    const patch = (who: string, policies: readonly (readonly [string, string])[]): Patch => ({
      title: `Switch row level security on for ${table.name}`,
      says: `Rows of \`${table.name}\` are ${who}.`,
      edits: [],
      files: [],
      migration: migrationOf(
        `row_rules_of_${table.name}`,
        [enable, ...policies.map(([title, rest]) => `CREATE POLICY "${title}"\nON ${on} ${rest};`)],
        [...policies.map(([title]) => `DROP POLICY "${title}" ON ${on};`), disable],
      ),
    })
    if (table.policies.length > 0) {
      yield patch('ruled by the policies that it has', [])
      return
    }
    const admin =
      isAdmin === undefined
        ? []
        : [[`Admins can manage ${table.name}`, `FOR ALL\nTO authenticated\nUSING (${isAdmin})\nWITH CHECK (${isAdmin})`] as const]
    const users = model.browser.filter(unit => unit.effects.some(effect => effect.kind === 'query' && effect.table === table.name))
    const isStaffs =
      /admin|staff|internal|audit/i.test(table.name) || (users.length > 0 && users.every(unit => /admin|staff/i.test(unit.at.file)))
    if (own !== undefined && !isStaffs)
      yield patch(`for their owner in \`${table.owner}\`${admin.length > 0 ? ' and for administrators' : ''} only`, [
        [`Users can manage their own ${table.name}`, `FOR ALL\nTO authenticated\nUSING (${own})\nWITH CHECK (${own})`],
        ...admin,
      ])
    if (admin.length > 0 && (isStaffs || users.length === 0)) yield patch('for administrators only', admin)
    const others = users.filter(unit => !/admin|staff/i.test(unit.at.file))
    const isShown =
      others.length > 0 &&
      others.every(unit => unit.effects.every(effect => effect.kind !== 'query' || effect.table !== table.name || effect.does === 'read'))
    // What pages for everybody show, everybody may read; nobody but staff has a page that changes it.
    // That staff have a page for it as well is another finding: who may read is none of that.
    if (finding.check === 'rules/row-rules-missing' && admin.length > 0 && own === undefined && isShown)
      yield patch('shown to everybody and changed by administrators only', [
        ...admin,
        [`Anyone can view ${table.name}`, 'FOR SELECT\nUSING (true)'],
      ])
    if (users.length === 0) yield patch('closed to browsers; server code with the service key goes on reading them', [])
  },
})
