import type { AppModel } from '#model/app-model'
import type { Table } from '#database/catalogue'

/** The app's own table of events that were handled: its key takes the event's id once. */
export interface EventStore {
  readonly table: Table
  /** `webhookEvent`, as the client of the database calls it. */
  readonly model: string
  /** Other columns that a row needs. */
  readonly needs: readonly string[]
}

export function eventStore(model: AppModel): EventStore | undefined {
  const table = model.tables.find(
    one =>
      /^(?:public\.)?(?:\w*_)?(?:webhook|processed|stripe|handled)_?events?$/i.test(one.name) &&
      one.primaryKey.length === 1 &&
      one.primaryKey[0] === 'id',
  )
  if (!table) return undefined
  const alias = table.aliases.find(one => /^[a-z]\w*$/.test(one) && one !== table.name) ?? table.name
  const needs = table.columns.filter(column => column.name !== 'id' && !column.nullable && !column.hasDefault).map(column => column.field)
  return { table, model: alias, needs }
}
