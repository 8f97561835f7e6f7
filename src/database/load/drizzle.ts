import type { Table } from '../catalogue.js'
import { ddlOf } from './ddl.js'
import type { LoadFile } from './run.js'

/** Builders of `drizzle-orm/pg-core`; what is none of them is an enum or a type of the app's own. Source: https://orm.drizzle.team/docs/column-types/pg */
const TYPES: Readonly<Record<string, string>> = {
  integer: 'integer',
  smallint: 'smallint',
  bigint: 'bigint',
  serial: 'serial',
  smallserial: 'smallserial',
  bigserial: 'bigserial',
  boolean: 'boolean',
  text: 'text',
  varchar: 'varchar',
  char: 'char',
  numeric: 'numeric',
  decimal: 'numeric',
  real: 'real',
  doubleprecision: 'double precision',
  json: 'json',
  jsonb: 'jsonb',
  uuid: 'uuid',
  time: 'time',
  timestamp: 'timestamp',
  date: 'date',
  interval: 'interval',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'macaddr',
  point: 'point',
  line: 'line',
  bytea: 'bytea',
}

export const drizzleType = (builder: string): string => {
  const array = builder.endsWith('[]')
  const type = TYPES[array ? builder.slice(0, -2) : builder] ?? 'text'
  return array ? `${type}[]` : type
}

/** What a Drizzle schema without migrations says. */
export const drizzleDdl = (tables: readonly Table[]): LoadFile[] => ddlOf(tables, drizzleType)
