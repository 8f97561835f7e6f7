import type { LiveFilter } from '../effect.js'
import { computed, literal, type ObjectValue, oneOf, textOf, type Value } from '../value.js'

const OPERATORS: Readonly<Record<string, string>> = {
  $eq: '=',
  $ne: '!=',
  $gt: '>',
  $gte: '>=',
  $lt: '<',
  $lte: '<=',
  $in: 'in',
  $nin: 'not in',
  $regex: 'like',
  $exists: 'exists',
  $all: 'in',
  $size: 'size',
  $type: 'type',
  $geoWithin: 'near',
  $near: 'near',
  $nearSphere: 'near',
  $mod: 'mod',
}

/** A Mongo filter as a flat list. What whoever calls hands over whole is `object`: it may hold operators. */
export function mongoFilters(value: Value | undefined): LiveFilter[] {
  if (!value) return []
  switch (value.k) {
    case 'object':
      return ofObject(value)
    case 'either':
      return value.of.flatMap(one => mongoFilters(one.value))
    case 'computed':
      if (value.how === '||' || value.how === '??' || value.how === '&&') return value.of.flatMap(mongoFilters)
      return [{ column: '*', op: 'object', value }]
    case 'literal':
    case 'unknown':
    case 'function':
    case 'native':
      return []
    default:
      return [{ column: '*', op: 'object', value }]
  }
}

function ofObject(filter: ObjectValue): LiveFilter[] {
  const filters: LiveFilter[] = [...filter.spreads, ...(filter.dynamic ?? [])].map(value => ({ column: '*', op: 'object', value }))
  for (const [column, value] of filter.props) filters.push(...ofEntry(column, value))
  return filters
}

function ofEntry(column: string, value: Value): LiveFilter[] {
  switch (column) {
    case '$and':
      return itemsOf(value).flatMap(mongoFilters)
    case '$or':
    case '$nor':
      return itemsOf(value)
        .flatMap(mongoFilters)
        .map(filter => ({ ...filter, op: `${column === '$or' ? 'or' : 'not'} ${filter.op.replace(/^or /, '')}` }))
    case '$where':
      return [...inScript(value), { column: '$where', op: '$where', value }]
    case '$text':
      return [{ column: '$text', op: 'search', value: value.k === 'object' ? (value.props.get('$search') ?? value) : value }]
    case '$expr':
    case '$jsonSchema':
      return [{ column, op: 'operator', value }]
    case '$comment':
      return []
    default:
      return compared(column, value)
  }
}

const itemsOf = (value: Value): readonly Value[] => (value.k === 'list' ? value.items : [value])

function compared(column: string, value: Value): LiveFilter[] {
  const isOperators =
    value.k === 'object' &&
    (value.spreads.length > 0 || value.dynamic !== undefined || [...value.props.keys()].some(key => key.startsWith('$')))
  if (value.k === 'either' && value.of.some(one => one.value.k === 'object')) return value.of.flatMap(one => compared(column, one.value))
  if (!isOperators) return [{ column, op: '=', value }]
  const filters: LiveFilter[] = [...value.spreads, ...(value.dynamic ?? [])].map(inner => ({ column, op: 'operator', value: inner }))
  for (const [key, inner] of value.props) {
    if (key === '$options') continue
    if (key === '$elemMatch') filters.push(...mongoFilters(inner).map(filter => ({ ...filter, column: `${column}.${filter.column}` })))
    else if (key === '$not') filters.push({ column, op: 'not', value: inner })
    else filters.push({ column, op: OPERATORS[key] ?? 'operator', value: inner })
  }
  return filters
}

/** `this.userId == ${id}` in the script of a `$where` filters as well. */
function inScript(value: Value): LiveFilter[] {
  if (value.k !== 'computed' || value.how !== 'template') return []
  return value.of.flatMap((part, index) => {
    const column = /(?:this|obj)\.(\w+)\s*={2,3}\s*['"]?$/.exec(textOf(value.of[index - 1]) ?? '')?.[1]
    return column && part.k !== 'literal' ? [{ column, op: '=', value: part }] : []
  })
}

/** What an update writes: the fields inside its operators, or the document that replaces the old one. */
export function mongoUpdate(value: Value | undefined): Value | undefined {
  if (value?.k === 'either') return oneOf(value.of.flatMap(one => mongoUpdate(one.value) ?? []))
  if (value?.k === 'list') return oneOf(value.items.flatMap(item => mongoUpdate(item) ?? []))
  if (value?.k !== 'object' || ![...value.props.keys()].some(key => key.startsWith('$'))) return value
  const data: ObjectValue = { k: 'object', props: new Map(), spreads: [...value.spreads] }
  for (const [key, inner] of value.props) {
    if (!key.startsWith('$')) data.props.set(key, inner)
    else if (inner.k === 'object') {
      for (const [field, one] of inner.props) data.props.set(field, changed(key, one))
      data.spreads.push(...inner.spreads)
      if (inner.dynamic) (data.dynamic ??= []).push(...inner.dynamic)
    } else if (inner.k !== 'literal') data.spreads.push(inner)
  }
  return data
}

function changed(operator: string, value: Value): Value {
  switch (operator) {
    case '$inc':
    case '$mul':
    case '$min':
    case '$max':
      return computed('number', [value])
    case '$unset':
      return literal(null)
    case '$currentDate':
      return computed('call Date', [])
    default:
      return value
  }
}

/** Fields that a projection asks for; undefined: all of them, or all but some. */
export function projected(value: Value | undefined): string[] | undefined {
  const text = textOf(value)
  const names =
    text === undefined
      ? value?.k === 'object'
        ? [...value.props].filter(([, one]) => !(one.k === 'literal' && !one.value)).map(([key]) => key)
        : value?.k === 'list'
          ? value.items.flatMap(item => textOf(item) ?? [])
          : []
      : text.split(/\s+/).filter(Boolean)
  const kept = names.filter(name => !/^[-+]/.test(name))
  return kept.length ? kept : undefined
}

/** Fields that a projection leaves out. */
export function leftOut(value: Value | undefined): string[] {
  const text = textOf(value)
  if (text !== undefined)
    return text
      .split(/\s+/)
      .filter(name => name.startsWith('-'))
      .map(name => name.slice(1))
  return value?.k === 'object'
    ? [...value.props].filter(([key, one]) => key !== '_id' && one.k === 'literal' && !one.value).map(([key]) => key)
    : []
}
