import type { Policy, Table } from '#database/catalogue'
import type { AppModel, QueryEffect } from '#model/app-model'
import { fieldsOf } from '#model/read/terms'
import { defineFix, type Patch } from '../fix.js'
import { createPolicy, dropPolicy, migrationOf, policyIdiom, qualified, quotedName } from '../idiom/policy.js'

export default defineFix({
  id: 'rules/self-promotion',
  for: ['rules/self-promotion'],
  title: 'Takes the right to change columns that decide what a user is allowed',
  *patches({ problem, model }) {
    const {
      table: name,
      policy: policyName,
      columns = [],
      does,
    } = problem.data as { table?: string; policy?: string; columns?: readonly string[]; does?: string }
    const table = model.tables.find(one => one.name === name && one.policies.some(policy => policy.name === policyName))
    const policy = table?.policies.find(one => one.name === policyName)
    if (!table || !policy) return
    const on = qualified(table.name)
    // Who deletes such rows for a good reason is not known.
    if (does === 'delete') return
    if (does === 'insert') {
      if (writtenInBrowser(model, table, 'create')) {
        const chosen = columns.length === 1 ? valuesInBrowser(model, table, columns[0]!) : undefined
        if (chosen) yield ownChoice(table, policy, columns[0]!, chosen)
        return
      }
      yield {
        title: `Let only the server add rows of ${table.name}`,
        says: `The policy "${policy.name}" is gone; nothing in the browser adds such rows.`,
        edits: [],
        files: [],
        migration: migrationOf(`server_adds_${table.name}`, [dropPolicy(table, policy.name)], [createPolicy(table, policy)]),
      }
      return
    }
    const written = writtenInBrowser(model, table, 'update')
    if (written === 'whole' || columns.some(column => written?.has(column))) {
      yield held(table, columns, policyIdiom(model).isAdmin)
      return
    }
    const free = [...(written ?? [])]
    yield {
      title: `Keep ${columns.join(', ')} of ${table.name} out of users' hands`,
      says:
        free.length > 0
          ? `Users may change ${free.map(column => `\`${column}\``).join(', ')} of their row, which is what the app lets them do, and nothing else.`
          : `Nothing in the browser changes \`${table.name}\`, and now nothing can.`,
      edits: [],
      files: [],
      migration: migrationOf(
        `columns_users_may_change_in_${table.name}`,
        [
          `REVOKE UPDATE ON ${on} FROM anon, authenticated;`,
          ...(free.length > 0 ? [`GRANT UPDATE (${free.join(', ')}) ON ${on} TO authenticated;`] : []),
        ],
        [`GRANT UPDATE ON ${on} TO anon, authenticated;`],
      ),
    }
  },
})

/** Users may go on giving themselves what the app's own pages let them choose, and nothing else. */
function ownChoice(table: Table, policy: Policy, column: string, values: readonly string[]): Patch {
  const given = policy.check ?? policy.using
  const condition = `${given === undefined ? '' : `(${given}) AND `}${column} IN (${values.map(value => `'${value}'`).join(', ')})`
  return {
    title: `Let users choose no other ${column} than ${values.join(' or ')}`,
    says: `The policy "${policy.name}" lets users add a row of \`${table.name}\` with ${values.map(value => `\`${value}\``).join(' or ')}, which is what the app's own pages send.`,
    edits: [],
    files: [],
    migration: migrationOf(
      `${column}_users_may_choose_in_${table.name}`,
      [`ALTER POLICY ${quotedName(policy.name)} ON ${qualified(table.name)}\n  WITH CHECK (${condition});`],
      [dropPolicy(table, policy.name), createPolicy(table, policy)],
    ),
  }
}

/** What browser code writes into a column, where all of it is written out and none of it is for staff. */
function valuesInBrowser(model: AppModel, table: Table, column: string): readonly string[] | undefined {
  const found = new Set<string>()
  for (const effect of model.browser.flatMap(unit => unit.effects)) {
    if (effect.kind !== 'query' || effect.table !== table.name || effect.does !== 'create') continue
    const value = effect.data?.kind === 'object' ? [...fieldsOf(effect.data)].find(([field]) => field === column)?.[1] : undefined
    if (value?.kind !== 'literal' || typeof value.value !== 'string' || !/^[\w -]+$/.test(value.value)) return undefined
    found.add(value.value)
  }
  return found.size > 0 && ![...found].some(one => /admin|moderator|staff|owner|manager|super|support/i.test(one)) ? [...found] : undefined
}

/** Where a form sends the whole row, the columns keep what they hold, unless an administrator or the server changes them. */
function held(table: Table, columns: readonly string[], isAdmin: string | undefined): Patch {
  const name = `keep_${table.name.replaceAll('.', '_')}_rights`
  const on = qualified(table.name)
  const exempt = [`coalesce(auth.role(), 'service_role') = 'service_role'`, ...(isAdmin === undefined ? [] : [isAdmin])].join(' OR ')
  return {
    title: `Keep ${columns.join(', ')} of ${table.name} out of users' hands`,
    says: `When users change their row, ${columns.map(column => `\`${column}\``).join(', ')} ${columns.length === 1 ? 'keeps its value' : 'keep their values'}.`,
    edits: [],
    files: [],
    migration: migrationOf(
      name,
      [
        `CREATE FUNCTION public.${name}() RETURNS trigger\nLANGUAGE plpgsql SET search_path = public AS $$\nBEGIN\n  IF ${exempt} THEN RETURN NEW; END IF;\n${columns.map(column => `  NEW.${column} := OLD.${column};`).join('\n')}\n  RETURN NEW;\nEND;\n$$;`,
        `CREATE TRIGGER ${name} BEFORE UPDATE ON ${on}\nFOR EACH ROW EXECUTE FUNCTION public.${name}();`,
      ],
      [`DROP TRIGGER ${name} ON ${on};`, `DROP FUNCTION public.${name}();`],
    ),
  }
}

/** Columns that browser code writes; `whole` where an object is written whose fields are not known. */
function writtenInBrowser(model: AppModel, table: Table, does: 'create' | 'update'): ReadonlySet<string> | 'whole' | undefined {
  const found = new Set<string>()
  let any = false
  for (const effect of withRightsOfUsers(model)) {
    if (effect.table !== table.name || (effect.does !== does && effect.does !== 'upsert')) continue
    any = true
    if (effect.data?.kind !== 'object' || effect.data.spread.length > 0) return 'whole'
    for (const [field] of fieldsOf(effect.data)) found.add(field)
  }
  return any ? found : undefined
}

/** What a browser asks the database for by itself, or the server in the name of whoever is signed in. */
const withRightsOfUsers = ({ browser, routes }: AppModel): QueryEffect[] =>
  [...browser, ...routes].flatMap(({ effects }) =>
    effects.filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.rights === 'user'),
  )
