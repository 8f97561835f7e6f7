import type { Table } from '#database/catalogue'
import type { Row } from '../request/rows.js'

/** The app's data where it is no Postgres, seen and changed from outside the seal. */
export interface RowStore {
  all(table: string): Promise<readonly Row[]>
  /** Names of tables that hold something. */
  names(): Promise<readonly string[]>
  /** Puts a row in and gives it as it is kept; `undefined` where it is refused. */
  insert(table: Pick<Table, 'name' | 'primaryKey'>, row: Row): Promise<Row | undefined>
  /** Changes the row with this key. */
  update(table: string, key: Row, values: Row): Promise<void>
}

/** The columns by which a row is found again. */
export const keyOf = (table: Pick<Table, 'primaryKey'> | undefined, row: Row): Row =>
  Object.fromEntries(
    (table && table.primaryKey.length > 0 ? table.primaryKey : ['_id' in row ? '_id' : 'id']).map(name => [name, row[name]]),
  )

export const isSame = (row: Row, key: Row): boolean => Object.entries(key).every(([name, value]) => String(row[name]) === String(value))
