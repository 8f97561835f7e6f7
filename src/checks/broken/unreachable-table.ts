import type { Place } from '#base/place'
import { defineCheck, type Problem } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Effect } from '#model/app-model'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'broken/unreachable-table',
  title: 'The app uses a table that its row rules close to every user',
  why: 'Row level security without a policy lets nobody through and says nothing: lists stay empty, saving fails, and customers think that their data is lost.',
  severity: 'medium',
  refs: ['CWE-1076', 'CWE-863'],
  needs: ['tables', 'routes', 'browser', 'gaps', 'source'],
  *find({ tables, routes, browser, gaps, source }) {
    // A policy may stand in what could not be read.
    if (gaps.some(gap => gap.hides.includes('tables'))) return
    for (const table of tables) {
      if (table.rowRules?.enabled !== true || table.beside || table.name.includes('.')) continue
      if (tables.some(other => other !== table && other.name === table.name)) continue
      const all = [
        ...browser.flatMap(unit => asking(unit.effects, table.name, true)),
        ...routes.flatMap(route => (route.unreached ? [] : asking(route.effects, table.name, false))),
      ]
      if (table.policies.some(policy => policy.permissive)) {
        if (!isPutTogether(source)) yield* closedCommands(table, all)
        continue
      }
      const asked = all
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

const known = new WeakMap<Source, boolean>()

/** Policies whose text is put together where it is run: for which tables is not known. */
function isPutTogether(source: Source): boolean {
  let is = known.get(source)
  if (is === undefined)
    known.set(
      source,
      (is = source.files.some(
        file => file.kind === 'sql' && /\bexecute\s+(?:format\s*\(\s*)?[$'][\s\S]{0,400}?\bcreate\s+policy\b/i.test(file.text()),
      )),
    )
  return is
}

interface Asked {
  readonly at: Place
  readonly does: string
}

const COMMANDS = {
  create: { command: 'insert', says: 'add rows', comes: 'this always fails' },
  update: { command: 'update', says: 'change rows', comes: 'this changes nothing, and says nothing' },
  delete: { command: 'delete', says: 'delete rows', comes: 'this deletes nothing, and says nothing' },
  read: { command: 'select', says: 'read rows', comes: 'this always finds nothing' },
} as const

/** Things that the app does to a table for which, of all its policies, there is none. */
function* closedCommands(table: Table, asked: readonly Asked[]): Generator<Problem> {
  for (const [does, { command, says, comes }] of Object.entries(COMMANDS)) {
    const [first, ...others] = asked.filter(one => one.does === does)
    if (!first || table.policies.some(policy => policy.permissive && (policy.command === 'all' || policy.command === command))) continue
    yield {
      at: first.at,
      certainty: 'likely',
      severity: 'medium',
      message: `No policy of \`${table.name}\` lets anyone ${says}, so ${comes}.`,
      help: `Add a policy for ${command} on \`${table.name}\`, or do this on the server with the service role.`,
      key: `${table.name} ${command}`,
      table: table.name,
      trail: [{ at: table.rowRules!.at, label: 'row rules are on' }, ...others.slice(0, 8).map(({ at }) => ({ at, label: 'and here' }))],
      data: { table: table.name },
    }
  }
}

/** Where Supabase is asked for rows of the table with the rights of whoever is signed in. */
function asking(effects: readonly Effect[], table: string, browser: boolean): Asked[] {
  return effects.flatMap(effect =>
    effect.kind === 'query' && effect.via === 'supabase' && effect.table === table && (effect.rights ?? (browser ? 'user' : '')) === 'user'
      ? [{ at: effect.at, does: effect.does }]
      : [],
  )
}
