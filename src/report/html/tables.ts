import type { Report, TableRow } from '#triage/finding'
import { markup, placeCode, type Markup } from './markup.js'
import type { Section } from './page.js'

/** Every table, whose its rows are, and what guards them in the database itself. */
export function tablesSection({ tables, routes }: Report): Section | undefined {
  if (tables.length === 0) return undefined
  const hasRules = tables.some(table => table.rowRules !== 'not-applicable')
  const row = (table: TableRow): Markup =>
    markup`<tr><th scope="row"><code>${table.name}</code><small>${placeCode(table.at)}</small></th><td>${table.owner === undefined ? markup`<span class="none">none seen</span>` : markup`<code>${table.owner}</code>`}</td>${
      hasRules && markup`<td>${rulesOf(table)}</td>`
    }<td class="number">${table.columns}</td><td class="number">${table.indexes}</td><td class="number">${routes.filter(route => route.tables.includes(table.name)).length}</td></tr>`
  return {
    id: 'tables',
    title: 'Tables',
    note: String(tables.length),
    body: markup`<p class="intro">As the app's own files declare them. The owner is the column that says whose row it is.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Tables"><table><thead><tr><th scope="col">Table</th><th scope="col">Owner</th>${hasRules && markup`<th scope="col">Row rules</th>`}<th scope="col" class="number">Columns</th><th scope="col" class="number">Indexes</th><th scope="col" class="number">Routes</th></tr></thead><tbody>${tables.map(row)}</tbody></table></div>`,
  }
}

function rulesOf({ rowRules, policies }: TableRow): Markup {
  if (rowRules === 'not-applicable') return markup`<span class="none">–</span>`
  return rowRules === 'off' ? markup`<span class="bar bad">off</span>` : markup`on, ${policies === 1 ? '1 policy' : `${policies} policies`}`
}
