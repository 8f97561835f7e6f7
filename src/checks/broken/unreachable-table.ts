import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Effect } from '#model/app-model'

export default defineCheck({
  id: 'broken/unreachable-table',
  title: 'The app uses a table that its row rules close to every user',
  why: 'Row level security without a policy lets nobody through and says nothing: lists stay empty, saving fails, and customers think that their data is lost.',
  severity: 'medium',
  refs: ['CWE-1076', 'CWE-863'],
  needs: ['tables', 'routes', 'browser', 'gaps'],
  *find({ tables, routes, browser, gaps }) {
    // A policy may stand in what could not be read.
    if (gaps.some(gap => gap.hides.includes('tables'))) return
    for (const table of tables) {
      if (table.rowRules?.enabled !== true || table.beside || table.name.includes('.')) continue
      if (table.policies.some(policy => policy.permissive) || tables.some(other => other !== table && other.name === table.name)) continue
      const asked = [
        ...browser.flatMap(unit => asking(unit.effects, table.name, true)),
        ...routes.flatMap(route => (route.unreached ? [] : asking(route.effects, table.name, false))),
      ]
      const [first] = asked
      if (!first) continue
      const others = asked.filter(({ at }) => at.file !== first.at.file || at.line !== first.at.line)
      yield {
        at: first.at,
        certainty: 'likely',
        message: `Row level security is on for \`${table.name}\` and no policy lets anyone through, so this ${first.does === 'read' ? 'always finds nothing' : 'always fails'}.`,
        help: `Add a policy for each thing that users may do with their rows of \`${table.name}\`, or do this on the server with the service role.`,
        key: table.name,
        table: table.name,
        trail: [{ at: table.rowRules.at, label: 'closed here' }, ...others.slice(0, 8).map(({ at }) => ({ at, label: 'and here' }))],
        data: { table: table.name },
      }
    }
  },
})

/** Where Supabase is asked for rows of the table with the rights of whoever is signed in. */
function asking(effects: readonly Effect[], table: string, browser: boolean): { readonly at: Place; readonly does: string }[] {
  return effects.flatMap(effect =>
    effect.kind === 'query' && effect.via === 'supabase' && effect.table === table && (effect.rights ?? (browser ? 'user' : '')) === 'user'
      ? [{ at: effect.at, does: effect.does }]
      : [],
  )
}
