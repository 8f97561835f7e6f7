import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import { keepsApart, type LookedUp, lookedUpFirst, written } from '#model/read/looked-up'
import { isMoneyTable } from '#model/read/money'
import { isMachine, nameOf, trailTo } from '#model/read/route'
import { isBookKeeping, isPeople } from '#model/read/rows'
import { tablesByName } from '#model/read/tables'

export default defineCheck({
  id: 'broken/duplicate-rows',
  title: 'The code looks for a row before it adds one, and the table lets two in',
  why: 'A double click adds the row twice, and whatever counts on there being one shows, pays or counts it twice.',
  severity: 'low',
  refs: ['CWE-367'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    const told = new Set<string>()
    for (const route of routes) {
      // What an event adds twice is told of the webhook.
      if (route.unreached || isMachine(route)) continue
      for (const one of lookedUpFirst(route)) {
        const table = byName.get(one.create.table!)
        const columns = table ? columnsOf(one, table) : []
        const place = `${one.read.at.file}:${one.read.at.line}`
        if (!table || columns.length === 0 || keepsApart(table, columns) || isBookKeeping(table.name) || told.has(place)) continue
        told.add(place)
        const name = nameOf(route)
        yield {
          at: one.read.at,
          certainty: 'likely',
          severity: isPeople(table.name) || isMoneyTable(table.name) ? 'medium' : 'low',
          message: `\`${name}\` adds a row of \`${table.name}\` when it finds none with this ${listed(columns)}, and no unique index keeps two requests at once from adding two.`,
          help: `Put a unique index on ${listed(columns)}, and take its error for the answer that there is one.`,
          key: `${name} ${table.name}`,
          route: name,
          table: table.name,
          trail: [...trailTo(route, [one.create], 'added here'), { at: table.at, label: `\`${table.name}\` is declared here` }],
          data: { table: table.name, columns },
        }
      }
    }
  },
})

const listed = (columns: readonly string[]): string => columns.map(column => `\`${column}\``).join(' and ')

/** Columns by which the row was looked for, as far as the new row has them; none where something besides equality was asked. */
function columnsOf({ read, create }: LookedUp, table: Table): string[] {
  const columns = read.filters.map(filter => filter.column)
  const isPlain = read.filters.every(filter => filter.op === '=' && !filter.column.includes('.') && filter.value.kind !== 'literal')
  return isPlain && read.filters.every(filter => isSame(written(create, filter.column, table), filter.value)) ? columns : []
}

/** The new row holds what was looked for. */
const isSame = (a: unknown, b: unknown): boolean => a !== undefined && strip(a) === strip(b)

/** A value that was tested in between is the same value. */
const strip = (term: unknown): string =>
  JSON.stringify(term, (key, value) => (key === 'checked' || key === 'at' ? undefined : (value as unknown)))
