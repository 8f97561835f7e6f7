import type { Place } from '#base/place'
import {
  type Alternative,
  computed,
  either,
  library,
  type LibraryValue,
  literal,
  type ObjectValue,
  oneOf,
  origin,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from '#plugins/value'
import { methodOf } from './instance.js'
import { type Machine, write } from './machine.js'

/** `of.key`. */
export function getMember(m: Machine, of: Value, key: string, at?: Place): Value {
  switch (of.k) {
    case 'object':
      return objectMember(m, of, key)
    case 'list':
      if (key !== 'length' && /^\d+$/.test(key)) return itemAt(m, of, Number(key))
      return key === 'length' && !of.open ? literal(of.items.length) : computed(`.${key}`, [of])
    case 'origin':
      return originMember(of, key)
    case 'either':
      return eachOf(of.of, value => getMember(m, value, key, at))
    case 'library':
      return libraryMember(m, of, key)
    case 'function':
    case 'class':
      return (
        of.props.get(key) ??
        (of.k === 'class' ? (methodOf(m, of, key, of, true) ?? UNKNOWN) : key === 'name' ? literal(of.fact.name) : UNKNOWN)
      )
    case 'computed':
      return computedMember(m, of, key)
    case 'literal':
      return typeof of.value === 'string' && key === 'length'
        ? literal(of.value.length)
        : of.value === undefined || of.value === null
          ? UNDEFINED
          : computed(`.${key}`, [of])
    default:
      return UNKNOWN
  }
}

/** A logical operator is one of its sides; anything else made from a value keeps it inside. */
function computedMember(m: Machine, of: Value & { k: 'computed' }, key: string): Value {
  if (of.how === '||' || of.how === '??') return oneOf(of.of.map(value => getMember(m, value, key)))
  if (of.how === '&&') return getMember(m, of.of.at(-1)!, key)
  return computed(`.${key}`, [of])
}

function objectMember(m: Machine, of: ObjectValue, key: string): Value {
  const own = of.props.get(key)
  if (own) return own
  if (of.cls) {
    const method = methodOf(m, of.cls, key, of, false)
    if (method) return method
  }
  if (of.dynamic?.length) return oneOf(of.dynamic.map(value => hinted(value, key)))
  if (of.spreads.length) return oneOf(of.spreads.map(value => getMember(m, value, key)))
  return of.cls ? UNKNOWN : UNDEFINED
}

/** `models[name] = define(…)`: the name under which it is asked for says which one it is. */
function hinted(value: Value, key: string): Value {
  if (value.k === 'either') return eachOf(value.of, one => hinted(one, key))
  return value.k === 'library' ? { ...value, data: { ...value.data, hint: key } } : value
}

function originMember(of: Value & { k: 'origin' }, key: string): Value {
  if (of.from === 'error' && !of.path.length)
    return origin('error', [key], { ...(of.at ? { at: of.at } : {}), ...(of.name ? { name: of.name } : {}) })
  // What holds of the whole says nothing of its parts.
  const { from, name, at, checked, scoped } = of
  const path = of.path.length ? [...of.path, key] : [key]
  return {
    k: 'origin',
    from,
    path,
    ...(name === undefined ? {} : { name }),
    ...(at === undefined ? {} : { at }),
    ...(checked === undefined ? {} : { checked }),
    ...(scoped === undefined ? {} : { scoped }),
  }
}

function libraryMember(m: Machine, of: LibraryValue, key: string): Value {
  const set = of.props.get(key)
  if (set) return set
  for (const plugin of m.plugins.of(of.library)) {
    const value = plugin.get?.(of, key, m)
    if (value) return value
  }
  if (of.result) return getMember(m, of.result, key)
  if (key === 'default' && !of.path) return of
  return library(of.library, of.path ? `${of.path}.${key}` : key, of.data, of.args)
}

export function setMember(m: Machine, target: Value, key: string | undefined, value: Value, at?: Place): void {
  if (target.k === 'object') {
    if (key === undefined) (target.dynamic ??= []).push(value)
    else write(m, target.props, key, value)
  } else if ((target.k === 'library' || target.k === 'function' || target.k === 'class') && key !== undefined) {
    for (const plugin of target.k === 'library' ? m.plugins.of(target.library) : [])
      plugin.set?.(target as LibraryValue, key, value, m, at ?? { file: m.file, line: 0 })
    write(m, target.props, key, value)
  } else if (target.k === 'either') for (const one of target.of) setMember(m, one.value, key, value, at)
}

/** Any one item of something iterated. */
export function elementOf(m: Machine, value: Value): Value {
  switch (value.k) {
    case 'list':
      return value.items.length ? oneOf(value.items) : UNKNOWN
    case 'origin':
      return originMember(value, '*')
    case 'either':
      return eachOf(value.of, one => elementOf(m, one))
    case 'library':
      return value.result ? elementOf(m, value.result) : UNKNOWN
    case 'object': {
      const values = [...value.props.values(), ...(value.dynamic ?? [])]
      return values.length ? oneOf(values) : UNKNOWN
    }
    case 'computed':
      return value.how === '||' || value.how === '??' || value.how === '&&'
        ? elementOf(m, value.of[0]!)
        : value.of.length
          ? computed('element', value.of)
          : UNKNOWN
    default:
      return UNKNOWN
  }
}

export function itemAt(m: Machine, value: Value, index: number): Value {
  if (value.k === 'list') return value.items[index] ?? (value.open ? elementOf(m, value) : UNDEFINED)
  if (value.k === 'either') return eachOf(value.of, one => itemAt(m, one, index))
  if (value.k === 'library') {
    for (const plugin of m.plugins.of(value.library)) {
      const item = plugin.get?.(value, String(index), m)
      if (item) return item
    }
  }
  return elementOf(m, value)
}

export function eachOf(alternatives: readonly Alternative[], map: (value: Value) => Value): Value {
  return either(alternatives.map(one => ({ value: map(one.value), facts: one.facts })))
}

/** What a builder is once awaited. */
export const settled = (value: Value): Value => (value.k === 'library' && value.result ? value.result : value)
