import type { Query } from '../../connection.js'
import type { Catalogue, Column, ForeignKey, Routine, Table } from './catalogue.js'
import { COLUMNS, KEYS, ROLE_SETTINGS, ROLES, ROUTINES, SCHEMAS, TABLES, UNIQUES, VIEWS } from './statements.js'
import { viewColumns, viewKeys } from './views.js'

interface TableRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly kind: string
}

interface ColumnRow {
  readonly table: number
  readonly name: string
  readonly number: number
  readonly type: string
  readonly fallback: string | null
}

interface UniqueRow {
  readonly table: number
  readonly primary: boolean
  readonly columns: readonly string[]
}

interface KeyRow {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly from_columns: readonly string[]
  readonly to_columns: readonly string[]
}

export async function loadCatalogue(query: Query): Promise<Catalogue> {
  const { rows: tableRows } = await query<TableRow>(TABLES)
  const { rows: columnRows } = await query<ColumnRow>(COLUMNS)
  const { rows: uniques } = await query<UniqueRow>(UNIQUES)
  const { rows: views } = await query<{ table: number; action: string }>(VIEWS)
  const shown = new Map(views.map(view => [view.table, viewColumns(view.action)]))
  const columns = grouped(columnRows)
  const tables = tableRows.map((row): Table => {
    const own = uniques.filter(unique => unique.table === row.oid)
    return {
      oid: row.oid,
      schema: row.schema,
      name: row.name,
      view: row.kind === 'v' || row.kind === 'm',
      columns: (columns.get(row.oid) ?? []).map((column): Column => ({
        name: column.name,
        number: column.number,
        type: column.type,
        fallback: column.fallback ?? undefined,
        shows: shown.get(row.oid)?.get(`${column.number} ${column.name}`),
      })),
      primaryKey: own.find(unique => unique.primary)?.columns ?? [],
      unique: own.map(unique => unique.columns),
    }
  })
  const byOid = new Map(tables.map(table => [table.oid, table]))
  const { rows: keyRows } = await query<KeyRow>(KEYS)
  const keys = keyRows.flatMap((row): ForeignKey[] => {
    const from = byOid.get(row.from)
    const to = byOid.get(row.to)
    return from && to
      ? [{ name: row.name, from, to, columns: row.from_columns.map((name, index) => [name, row.to_columns[index] ?? ''] as const) }]
      : []
  })
  return {
    tables: new Map(tables.map(table => [`${table.schema}.${table.name}`, table])),
    byOid,
    keys: [...keys, ...viewKeys(keys, tables)],
    routines: (await query<Routine>(ROUTINES)).rows.map(row => ({ ...row, table: row.table ?? undefined })),
    schemas: new Set((await query<{ name: string }>(SCHEMAS)).rows.map(row => row.name)),
    ...(await roles(query)),
  }
}

function grouped(rows: readonly ColumnRow[]): ReadonlyMap<number, readonly ColumnRow[]> {
  const groups = new Map<number, ColumnRow[]>()
  for (const row of rows) groups.set(row.table, [...(groups.get(row.table) ?? []), row])
  return groups
}

async function roles(query: Query): Promise<Pick<Catalogue, 'roles' | 'settings' | 'roleSettings'>> {
  const { rows: names } = await query<{ name: string }>(ROLES)
  const { rows } = await query<{ role: string; settings: readonly string[] }>(ROLE_SETTINGS)
  const roleSettings = new Map(
    rows.map(row => [
      row.role,
      new Map(row.settings.map(text => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const)),
    ]),
  )
  const settings = new Map(
    [...(roleSettings.get('authenticator') ?? [])].flatMap(([name, value]) =>
      name.startsWith('pgrst.') ? [[name.slice(6), value] as const] : [],
    ),
  )
  return { roles: new Set(names.map(row => row.name)), settings, roleSettings }
}
