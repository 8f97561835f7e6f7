import { defineCheck } from '#checks/check'
import { graveColumns, isMoneyByName, isPrivate, list } from './sensitive.js'

export default defineCheck({
  id: 'rules/view-bypass',
  title: 'A view shows rows that row level security hides',
  why: "A view reads with its owner's rights and is served to browsers like a table: private columns in it are open to everyone.",
  severity: 'high',
  refs: ['CWE-863', 'CWE-200', 'OWASP-API3:2023'],
  needs: ['views', 'tables'],
  *find({ views, tables }) {
    for (const view of views ?? []) {
      if (view.invoker || view.name.includes('.') || view.revokedFrom.some(role => role === 'anon' || role === 'public')) continue
      // A view that asks for the caller itself does the work of a policy.
      if (/\bauth\s*\.\s*(?:uid|role|jwt)\s*\(|\bcurrent_setting\s*\(|\b(?:is_admin|has_role)\w*\s*\(/i.test(view.query)) continue
      const accounts = /\bauth\s*\.\s*"?users\b/i.test(view.query) ? accountColumns(view.columns, view.query) : []
      const hidden = tables.filter(
        table => view.tables.includes(table.name) && table.rowRules?.enabled && isPrivate(table) && !isReadByAll(table),
      )
      const shown = [
        ...accounts,
        ...hidden.flatMap(table => graveColumns(table).filter(column => view.columns === 'all' || view.columns.includes(column))),
      ]
      // What was taken in is worked out of hidden rows as well: a total tells a competitor enough.
      const sums =
        shown.length === 0 && view.columns !== 'all' && hidden.some(table => isMoneyByName(table.name)) ? takings(view.columns) : []
      if (shown.length + sums.length === 0) continue
      const of = [...(accounts.length > 0 ? ['auth.users'] : []), ...hidden.map(table => table.name)]
      yield {
        at: view.at,
        certainty: 'likely',
        ...(shown.length === 0 ? { severity: 'medium' as const } : {}),
        message:
          shown.length === 0
            ? `The view \`${view.name}\` shows anyone ${list(sums)}, worked out of rows of ${list([...new Set(of)])} that row rules hide.`
            : `The view \`${view.name}\` shows ${list([...new Set(shown)])} of ${list([...new Set(of)])} to anyone, past their row rules.`,
        help: view.materialized
          ? `Run \`revoke select on ${view.name} from anon, authenticated;\`.`
          : `Create \`${view.name}\` with \`(security_invoker = on)\`, or leave the private columns out.`,
        key: view.name,
        table: view.name,
        data: { view: view.name, columns: shown.length === 0 ? sums : shown },
      }
    }
  },
  claims: ({ table }) => ({ kinds: ['view'], names: [table!], actor: 'anon', does: ['select'], refutable: true }),
})

const ACCOUNT = ['email', 'phone', 'encrypted_password', 'raw_user_meta_data', 'raw_app_meta_data', 'recovery_token', 'confirmation_token']

/** What a view shows of the accounts themselves; the platform keeps those from every browser. */
function accountColumns(columns: readonly string[] | 'all', query: string): string[] {
  const named = (column: string) => new RegExp(`\\b${column}\\b`, 'i').test(query)
  return ACCOUNT.filter(column => (columns === 'all' ? true : columns.includes(column) && named(column)))
}

const takings = (columns: readonly string[]): string[] =>
  columns.filter(name =>
    /(?:^|_)(?:revenue|earnings|turnover|gmv|commissions?|payouts?|profit|takings|income)(?:_|$)|^total_(?:sales|spent|amount)$/i.test(
      name,
    ),
  )

/** What a policy shows to everyone, a view may show too. */
function isReadByAll(table: {
  readonly policies: readonly { readonly command: string; readonly using: string | undefined; readonly roles: readonly string[] }[]
}): boolean {
  return table.policies.some(
    policy =>
      (policy.command === 'select' || policy.command === 'all') &&
      policy.using?.trim() === 'true' &&
      policy.roles.some(role => role === 'public' || role === 'anon'),
  )
}
