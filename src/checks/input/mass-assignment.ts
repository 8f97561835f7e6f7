import type { Severity } from '#base/certainty'
import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { QueryEffect, Route } from '#model/app-model'
import { entryOf } from '#model/read/entry'
import { isOrderTable } from '#model/read/money'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { isOwnerColumn, isPeople, isRoleTable } from '#model/read/rows'
import { tablesByName } from '#model/read/tables'
import { spelled } from '#model/read/terms'
import type { OriginTerm, Term } from '#model/term'
import type { Source } from '#source/source'

/** Columns that nobody sets for themselves. */
const RIGHTS =
  /^(?:role|roles|is_?(?:admin|staff|super_?user|verified|active|approved)|permissions?|plan|tier|membership|credits?|balance|\w*credit\w*|wallet\w*|status|verified|email_?verified|price|total|amount|owner_?id|user_?id|payouts_?enabled|stripe_\w+|password\w*|is_?featured|admin)$/i
const GRAVEST = /role|admin|staff|super_?user|permission/i

export default defineCheck({
  id: 'input/mass-assignment',
  title: 'The request is written to a table as a whole',
  why: 'Anyone can set columns that no form shows, such as a role, a price or a balance.',
  severity: 'high',
  refs: ['CWE-915', 'OWASP-API3:2023'],
  needs: ['routes', 'tables', 'source'],
  *find({ routes, tables, source }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      if (route.unreached || route.kind === 'webhook') continue
      for (const effect of route.effects) {
        if (effect.kind !== 'query' || effect.does === 'read' || effect.does === 'delete' || !effect.data) continue
        const value = wholeIn(effect.data)
        if (!value || [effect.at, entryOf(route, effect)].some(at => isPicked(source, route, at))) continue
        const name = nameOf(route)
        const table = byName.get(effect.table ?? '')
        const settled = settledIn(effect.data, value)
        const open = table?.columns.filter(column => RIGHTS.test(column.name) && !settled.has(column.field)) ?? []
        const rights = open.map(column => column.name).toSorted((a, b) => Number(GRAVEST.test(b)) - Number(GRAVEST.test(a)))
        const isGranted =
          rights.length > 0 &&
          (effect.does !== 'create' || rights.some(column => !/^(?:status|user_?id|price|total|amount|password\w*)$/i.test(column)))
        yield {
          at: entryOf(route, effect),
          certainty: 'certain',
          severity: gravity(effect, table, isGranted, settled),
          message: `\`${name}\` writes \`${spelled(value)}\` as a whole to \`${effect.table ?? 'a table'}\`${rights.length ? `, and so lets whoever calls it set \`${rights.slice(0, 3).join('`, `')}\`` : ''}.`,
          help: 'Write the fields that are meant by name, or what a schema that drops unknown fields gives back.',
          key: `${name} ${effect.table ?? ''} ${effect.does}`,
          route: name,
          ...(effect.table ? { table: effect.table } : {}),
          trail: trailTo(route, [effect], 'written as a whole'),
          data: { columns: table?.columns.map(column => column.field) ?? [] },
        }
      }
    }
  },
})

function gravity(query: QueryEffect, table: Table | undefined, isGranted: boolean, settled: ReadonlySet<string>): Severity {
  if (query.guards.some(isStaffGuard)) return 'low'
  const name = query.table ?? ''
  const fields = [...settled]
  if ((isPeople(name) || isRoleTable(name)) && (isGranted || (!table && !fields.some(field => GRAVEST.test(field))))) return 'critical'
  // Whose it is is said by the app.
  if (!table && query.does === 'create' && fields.some(field => isOwnerColumn(field, '', undefined)) && !isOrderTable(name)) return 'medium'
  return isGranted || !table || isPeople(name) || isOrderTable(name) ? 'high' : 'medium'
}

/** Fields that the request does not decide: taken out of it, or set beside it. */
const settledIn = (data: Term, whole: OriginTerm): ReadonlySet<string> =>
  new Set([...(whole.without ?? []), ...(data.kind === 'object' ? data.entries.map(([key]) => key) : [])])

/** The body, or an object in it, that is written with whatever keys it holds. */
function wholeIn(data: Term, isPart = false): OriginTerm | undefined {
  switch (data.kind) {
    case 'origin':
      return isWhole(data) && (!isPart || data.path.length === 0 || data.path.at(-1) === '*') ? data : undefined
    case 'object': {
      for (const [key, value] of data.entries) {
        const inner = /^\$(?:set|setOnInsert)$/.test(key) ? wholeIn(value) : undefined
        if (inner) return inner
      }
      return data.spread
        .map(spread =>
          spread.kind === 'computed' && spread.how === 'entry' ? (keyOf(spread.of[0]) ?? anyOf(spread.of[1])) : wholeIn(spread),
        )
        .find(Boolean)
    }
    case 'list':
      return data.items.map(item => wholeIn(item, true)).find(Boolean)
    case 'either':
      return data.of.map(part => wholeIn(part, isPart)).find(Boolean)
    case 'computed':
      if (data.how === '&&') return wholeIn(data.of.at(-1)!, isPart)
      if (/^(?:\|\||\?\?|call assign|call fromEntries|made from)$/.test(data.how))
        return data.of.map(part => wholeIn(part, isPart)).find(Boolean)
      return undefined
    default:
      return undefined
  }
}

const PICKS =
  /\.(?:includes|has)\(\s*(?:k|f|key|field|name|prop|\w+Key|\w+Field)\b|\b(?:k|key|field|prop)\s+in\s+(?:allowed|permitted|editable|\w*[fF]ields)|\bof\s+(?:[\w.]*(?:allow|permit|edit|updat|whitelist)\w*|\w*(?:fields|keys|columns))\s*\)/i

/** Keys are walked one by one, and those that are not on a list fall out. */
function isPicked(source: Source, route: Route, at: Place): boolean {
  const from = at.file === route.at.file ? route.at.line - 1 : Math.max(0, at.line - 60)
  const above = source.file(at.file)?.text().split('\n').slice(from, at.line).join('\n') ?? ''
  return PICKS.test(above) && /Object\.(?:keys|entries)\(|\bfor\s*\(/.test(above)
}

/** Whatever a loop over the body comes by. */
const anyOf = (term: Term | undefined): OriginTerm | undefined =>
  term?.kind === 'origin' && term.path.at(-1) === '*' && isWhole(term) ? term : undefined

/** A column whose name is a key of the body. */
function keyOf(term: Term | undefined): OriginTerm | undefined {
  if (term?.kind === 'computed' && term.how === 'keys') return keyOf(term.of[0])
  return term?.kind === 'origin' && (term.from === 'body' || term.from === 'query') && term.checked !== 'enum' ? term : undefined
}

/** Looked at key by key, or only for being there: whatever else it holds has not been looked at. */
function isWhole(one: OriginTerm): boolean {
  if (one.from !== 'body' && one.from !== 'query') return false
  return one.name !== 'raw' && (one.checked === undefined || /^(?:presence|keys|by hand|type|range|enum)$/.test(one.checked))
}
