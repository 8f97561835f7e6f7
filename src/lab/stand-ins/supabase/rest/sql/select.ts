import { notEmulated } from '../../refusal.js'
import type { FieldItem, Item } from '../parse/select.js'
import { outputName, singleNamed, type Embed, type Reading } from '../plan/plan.js'
import { isSingle } from '../plan/relations.js'
import { whereSql } from './condition.js'
import { fieldSql, pathName } from './field.js'
import { identifier, qualified, type Values } from './text.js'

/** Where the rows of the outermost reading come from. */
export interface Source {
  /** After `from`, with the reading's label as its alias. */
  readonly from: string
  /** The rows are already those that were asked for: they were just written. */
  readonly filtered?: boolean
}

export function selectSql(reading: Reading, source: Source, values: Values, joined: readonly string[] = []): string {
  const columns = reading.items.flatMap(item => itemSql(reading, item, values))
  const joins = reading.embeds.map(embed => joinSql(reading, embed, values)).join('')
  const where = whereSql(source.filtered ? { ...reading, conditions: [] } : reading, values, joined)
  const limit = source.filtered ? '' : pageSql(reading, values)
  return `select ${columns.join(', ')} from ${source.from}${joins}${where}${groupSql(reading, values)}${orderSql(reading, values)}${limit}`
}

function pageSql(reading: Reading, values: Values): string {
  const limit = reading.limit === undefined ? '' : ` limit ${values.add(reading.limit)}::int8`
  return reading.offset > 0 ? `${limit} offset ${values.add(reading.offset)}::int8` : limit
}

function itemSql(reading: Reading, item: Item, values: Values): readonly string[] {
  if (item.kind === 'star') return [`${identifier(reading.label)}.*`]
  if (item.kind === 'field') {
    const name = item.alias ?? (item.aggregate ? item.aggregate.name : item.field && (pathName(item.field) ?? item.field.name))
    return [`${fieldItemSql(reading, item, values)} as ${identifier(name ?? 'count')}`]
  }
  const embed = reading.embeds.find(each => each.item === item)
  if (!embed || (item.items.length === 0 && item.spread)) return []
  const label = identifier(embed.label)
  if (item.spread) return spreadNames(embed).map(name => `${label}.${name}`)
  if (item.items.length === 0) return []
  const value = isSingle(embed.relation) ? `row_to_json(${label}.*)::jsonb` : `coalesce(${label}.${label}, '[]'::jsonb)`
  return [`${value} as ${identifier(outputName(item))}`]
}

function fieldItemSql(reading: Reading, item: FieldItem, values: Values): string {
  const field = item.field ? fieldSql(reading, item.field, values) : '*'
  const cast = item.cast === undefined ? field : `cast(${field} as ${item.cast})`
  if (!item.aggregate) return cast
  const aggregate = `${item.aggregate.name}(${cast})`
  return item.aggregate.cast === undefined ? aggregate : `cast(${aggregate} as ${item.aggregate.cast})`
}

/** The columns that a spread resource adds to its parent. */
function spreadNames(embed: Embed): readonly string[] {
  return embed.item.items.flatMap((item): readonly string[] => {
    if (item.kind === 'star') return embed.relation.target.columns.map(column => identifier(column.name))
    if (item.kind === 'embed') {
      const inner = embed.reading.embeds.find(each => each.item === item)
      return item.spread && inner ? spreadNames(inner) : [identifier(outputName(item))]
    }
    if (item.aggregate) throw notEmulated('aggregates in a spread resource')
    return [identifier(item.alias ?? (item.field ? (pathName(item.field) ?? item.field.name) : 'count'))]
  })
}

function joinSql(parent: Reading, embed: Embed, values: Values): string {
  const { relation, reading, item } = embed
  const label = identifier(embed.label)
  const how = item.join === 'inner' ? 'inner' : 'left'
  const junction = relation.junction
  const between = junction ? identifier(`${embed.label}_j`) : identifier(reading.label)
  const on = relation.pairs.map(([mine, theirs]) => `${between}.${identifier(theirs)} = ${identifier(parent.label)}.${identifier(mine)}`)
  if (junction)
    on.push(
      ...junction.pairs.map(([mine, theirs]) => `${between}.${identifier(mine)} = ${identifier(reading.label)}.${identifier(theirs)}`),
    )
  const rows = relation.routine ? `${qualified(relation.routine)}(${identifier(parent.label)})` : qualified(relation.target)
  const target = `${rows} as ${identifier(reading.label)}`
  const from = junction ? `${qualified(junction.table)} as ${between} cross join ${target}` : target
  return lateral(selectSql(reading, { from }, values, on))

  function lateral(inner: string): string {
    if (isSingle(relation)) return ` ${how} join lateral (${inner}) as ${label} on true`
    if (item.spread) {
      const columns = spreadNames(embed).map(name => `coalesce(json_agg(s.${name}), '[]') as ${name}`)
      return ` ${how} join lateral (select ${columns.join(', ')} from (${inner}) as s) as ${label} on true`
    }
    const many = `select json_agg(${label})::jsonb as ${label} from (${inner}) as ${label}`
    return ` ${how} join lateral (${many}) as ${label} on ${how === 'inner' ? `${label}.${label} is not null` : 'true'}`
  }
}

/** With an aggregate, everything else that is asked for is what it is grouped by. */
function groupSql(reading: Reading, values: Values): string {
  if (!reading.items.some(item => item.kind === 'field' && item.aggregate)) return ''
  const keys = reading.items.flatMap((item): readonly string[] => {
    if (item.kind === 'star') return (reading.table?.columns ?? []).map(column => `${identifier(reading.label)}.${identifier(column.name)}`)
    if (item.kind === 'field') return item.aggregate ? [] : [fieldItemSql(reading, item, values)]
    return itemSql(reading, item, values).map(text => text.replace(/ as "(?:[^"]|"")*"$/, ''))
  })
  return keys.length > 0 ? ` group by ${keys.join(', ')}` : ''
}

function orderSql(reading: Reading, values: Values): string {
  if (reading.order.length === 0) return ''
  const terms = reading.order.map(term => {
    const of =
      term.relation === undefined
        ? reading
        : { ...singleNamed(reading, term.relation).reading, label: singleNamed(reading, term.relation).label }
    const nulls = term.nulls === undefined ? '' : term.nulls === 'nullsfirst' ? ' nulls first' : ' nulls last'
    return `${fieldSql(of, term.field, values)}${term.direction ? ` ${term.direction}` : ''}${nulls}`
  })
  return ` order by ${terms.join(', ')}`
}

export const usesAggregates = (items: readonly Item[]): boolean =>
  items.some(item => (item.kind === 'field' && item.aggregate !== undefined) || (item.kind === 'embed' && usesAggregates(item.items)))
