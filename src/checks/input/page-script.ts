import { SEVERITIES, type Severity } from '#base/certainty'
import type { Problem } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Route } from '#model/app-model'
import { type Drawn, drawnIn } from '#model/read/drawn'
import { isStaffGuard } from '#model/read/route'
import { isCallers } from '#model/read/terms'
import type { Source } from '#source/source'

interface Stored {
  readonly drawn: Drawn
  readonly table: Table
  readonly fields: readonly string[]
  readonly severity: Severity
}

/** Pages whose own script writes rows as HTML, with words that people have put into them. */
export function* inPageScripts(
  source: Source,
  routes: readonly Route[],
  tables: readonly Table[],
  written: ReadonlySet<string>,
): Iterable<Problem> {
  for (const file of source.files) {
    if (
      (file.kind !== 'code' && !/\.html?$/.test(file.path)) ||
      /\.min\.|(?:^|\/)(?:vendor|libs?|scripts|tests?|testing|docs|examples?)\//.test(file.path)
    )
      continue
    const stored = drawnIn(file)
      .flatMap(drawn => storedIn(drawn, routes, tables, written) ?? [])
      .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
    const [worst, ...others] = stored
    if (!worst) continue
    const fields = worst.fields.map(field => `\`${worst.table.name}.${field}\``)
    yield {
      at: worst.drawn.at,
      certainty: 'likely',
      severity: worst.severity,
      message: `A script of \`${file.path}\` puts ${fields.slice(0, 3).join(', ')}, which people write, into the page as HTML.`,
      help: 'Set `textContent`, or escape each value before it is put into the template.',
      key: `${file.path} ${worst.table.name}`,
      table: worst.table.name,
      trail: others.map(other => ({ at: other.drawn.at, label: `\`${other.table.name}\` in the same way` })),
    }
  }
}

/** The rows of one table, told by the fields that the page asks of them. */
function storedIn(drawn: Drawn, routes: readonly Route[], tables: readonly Table[], written: ReadonlySet<string>): Stored | undefined {
  for (const { asked, raw } of drawn.rows.values()) {
    const table = tableOf(asked, tables)
    const fields = table ? [...raw].filter(field => written.has(`${table.name} ${field}`)) : []
    if (table && fields.length) return { drawn, table, fields, severity: isSeenByOthers(table, routes) ? 'high' : 'medium' }
  }
  return undefined
}

function tableOf(asked: ReadonlySet<string>, tables: readonly Table[]): Table | undefined {
  const fitting = tables
    .map(table => ({ table, fits: table.columns.filter(column => asked.has(column.field) && !BOOK.test(column.field)).length }))
    .filter(one => one.fits > 1)
    .sort((a, b) => b.fits - a.fits)
  return fitting[0] && fitting[0].fits > (fitting[1]?.fits ?? 0) ? fitting[0].table : undefined
}

/** Every table has those. */
const BOOK = /^(?:_?id|created_?at|updated_?at)$/i

/** Staff, or everybody, may list the rows of others. */
const isSeenByOthers = (table: Table, routes: readonly Route[]): boolean =>
  routes.some(route =>
    route.effects.some(
      effect =>
        effect.kind === 'query' &&
        effect.does === 'read' &&
        effect.table === table.name &&
        (effect.guards.some(isStaffGuard) || !effect.filters.some(filter => isCallers(filter.value) || filter.op === '=')),
    ),
  )
