import type { Table } from '#database/catalogue'
import { readCondition } from '#database/condition'

/** Tables that stay so small that reading them whole costs nothing. */
const SMALL =
  /^(?:.*[_.])?(?:categor(?:y|ies)|sub_?categor(?:y|ies)|currenc(?:y|ies)|countr(?:y|ies)|cities|states|regions|languages|locales|roles?|permissions?|role_permissions|settings?|site_?settings|store_?settings|app_?settings|config(?:uration)?s?|plans?|subscription_?plans|pricing_?plans|tiers?|status(?:es)?|types?|units?|tax_?rates|shipping_?(?:rates|methods|zones)|feature_?flags|banners?|faqs?|brands?|admins?|admin_?users|branches|departments|migrations|versions?)$/i

export const needsIndex = (table: Table): boolean => table.columns.length > 0 && !SMALL.test(table.name.replace(/([a-z])([A-Z])/g, '$1_$2'))

/** People who handled a row: no page lists rows by them. */
const HANDLER =
  /^(?:updated|modified|approved|deleted|verified|reviewed|resolved|closed|granted|edited|invited|assigned|created|last_\w+)_?by(?:_?id)?$/i

/** Columns that join or row rules look up, with why. */
export function keysOf(table: Table, tables: readonly Table[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>()
  for (const key of table.foreignKeys) {
    const [column] = key.columns
    // The other columns of a composite key are looked up together with the first.
    if (column !== undefined && (column === table.owner || !HANDLER.test(column))) keys.set(column, `refers to \`${key.table}\``)
  }
  for (const column of table.columns) {
    if (keys.has(column.name)) continue
    const target = referredByName(column.name, column.type, tables)
    if (target !== undefined && target !== table.name) keys.set(column.name, `names a row of \`${target}\``)
  }
  for (const policy of table.policies)
    for (const column of readCondition(policy.using).session)
      if (table.columns.some(item => item.name === column)) keys.set(column, `is compared by the policy "${policy.name}" in every query`)
  return keys
}

/** `user_id` where there is a table `users`, `category` where there is `categories`: quick schemas leave the reference out. */
function referredByName(column: string, type: string, tables: readonly Table[]): string | undefined {
  const name = column.toLowerCase()
  const stem = /^(\w+?)(?:_id|id)$/.exec(name)?.[1]
  const named = (word: string) =>
    tables.find(table => [word, `${word}s`, `${word}es`, word.replace(/y$/, 'ies')].includes(table.name.toLowerCase()))
  if (stem !== undefined) return /json|bool|\[\]/.test(type) ? undefined : named(stem)?.name
  if (!/^(?:text|varchar|string|bpchar)$/.test(type)) return undefined
  const target = named(name)
  const byName = target?.columns.some(item => item.unique && /^(?:name|slug|code|key)$/.test(item.name))
  return byName ? target?.name : undefined
}
