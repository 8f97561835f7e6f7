import type { Bounds } from './bounds.js'
import { type Draw, oneOf, whole } from './draw.js'
import { amountFor } from './amounts.js'
import { momentFor } from './moments.js'
import { type ColumnShape, literal } from './shape.js'
import { textFor } from './texts.js'

/** The SQL of one column's value; `undefined` where it is the database that makes it, or nothing is known of its type. */
export function valueFor(column: ColumnShape, bounds: Bounds, draw: Draw, unique: boolean): string | undefined {
  if (column.made) return undefined
  const plain = plainFor(column, bounds, draw, unique)
  if (plain === undefined) return undefined
  const value = column.array ? `array[${plain}]` : plain
  const cast = `(${value})::${column.type}`
  const empty = bounds.required || unique ? 0 : emptyShare(column)
  return empty === 0 ? cast : `case when ${draw.uniform('empty')} < ${empty} then null else ${cast} end`
}

function emptyShare(column: ColumnShape): number {
  if (!column.nullable || column.base === 'bool') return 0
  if (/deleted|cancel+ed|archived|banned|suspended|revoked|refunded|temporary|reset|dispute|reject/i.test(column.name)) return 0.95
  return /price|amount|total|name|title|status|email|created/i.test(column.name) ? 0 : 0.15
}

function plainFor(column: ColumnShape, bounds: Bounds, draw: Draw, unique: boolean): string | undefined {
  const name = column.name.toLowerCase()
  if (column.enum) {
    const values = column.enum.filter(value => bounds.values?.includes(value) ?? true)
    // Each once: what others ask for by its name is there.
    return unique && values.length > 0
      ? `(array[${values.map(literal).join(', ')}])[(${draw.i} - 1) % ${values.length} + 1]`
      : oneOf(draw, 'v', values, 1.4)
  }
  switch (column.base) {
    case 'text':
    case 'varchar':
    case 'bpchar':
    case 'citext':
    case 'name':
      return textFor(column, bounds, draw, unique)
    case 'uuid':
      return uuid(draw.hash('id'))
    case 'bool':
      return bounds.values?.length ? oneOf(draw, 'v', bounds.values) : `${draw.uniform('b')} < ${truth(name)}`
    case 'int2':
    case 'int4':
    case 'int8':
    case 'numeric':
    case 'float4':
    case 'float8':
    case 'money':
      return amountFor(column, bounds, draw, unique)
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return momentFor(column, draw)
    case 'time':
    case 'timetz':
      return `time '08:00' + ${whole(draw, 0, 40)} * interval '15 minutes'`
    case 'interval':
      return `${whole(draw, 1, 90)} * interval '1 day'`
    case 'json':
    case 'jsonb':
      return /s$|items|list|tags|images|features/.test(name) && !/settings|details|address|preferences|options|stats/.test(name)
        ? `'[]'`
        : `'{"note": "' || ${draw.i} || '"}'`
    case 'bytea':
      return `decode(${draw.hash('b')}, 'hex')`
    case 'inet':
    case 'cidr':
      return `'198.51.100.' || (${draw.i} % 250)`
    case 'macaddr':
      return `'08:00:2b:01:02:' || lpad(to_hex(${draw.i} % 256), 2, '0')`
    case 'vector':
    case 'halfvec':
      return `array_fill(${draw.uniform('x')}::real, array[${column.size ?? 3}])`
    case 'tsvector':
      return `to_tsvector('simple', ${textFor({ ...column, name: 'title' }, {}, draw, false)})`
    case 'int4range':
    case 'int8range':
    case 'numrange':
      return literal('[1,10)')
    case 'daterange':
      return `daterange((${draw.at})::date, (${draw.at})::date + 3)`
    case 'tstzrange':
      return `tstzrange(${draw.at}, ${draw.at} + interval '2 hours')`
    case 'tsrange':
      return `tsrange((${draw.at})::timestamp, (${draw.at})::timestamp + interval '2 hours')`
    case 'point':
      return `point(${draw.uniform('x')} * 90, ${draw.uniform('y')} * 90)`
    case 'bit':
    case 'varbit':
      return literal('1'.repeat(column.base === 'bit' ? (column.size ?? 1) : 1))
    case 'hstore':
    case 'ltree':
      return literal(column.base === 'ltree' ? 'top.inner' : '')
    case 'xml':
      return literal('<a/>')
    default:
      return undefined
  }
}

/** A uuid of version 4, as validators ask for. */
export const uuid = (hash: string): string => `overlay(overlay(${hash} placing '4' from 13) placing '8' from 17)`

function truth(name: string): number {
  if (/delet|bann|block|admin|suspend|archiv|flag|spam|bounce|fraud|super|staff|hidden|dispute/.test(name)) return 0.03
  return /active|publish|enabled|visible|available|verified|confirmed|public|approved/.test(name) ? 0.9 : 0.4
}
