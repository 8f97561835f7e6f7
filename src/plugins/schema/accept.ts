import { REQUEST_ORIGINS } from '#facts/origin'
import type { Place } from '#base/place'
import type { Run } from '../plugin.js'
import { type Fact, list, object, oneOf, origin, type OriginValue, UNKNOWN, type Value } from '../value.js'
import type { Schema } from './schema.js'

const DEPTH = 8
const DEEPEST = 12

interface Judge {
  readonly run: Run
  readonly by: string
  readonly at: Place
}

/** What comes out of a value that a schema has let through: its keys alone, each known to be checked. */
export function accepted(judge: Judge, schema: Schema, value: Value, depth = 0): Value {
  const { run } = judge
  const inner = (of: Schema, one: Value): Value => accepted(judge, of, one, depth + 1)
  if (depth > DEPTH) return mark(value, judge.by)
  switch (schema.kind) {
    case 'object': {
      const entries = [...schema.shape].map(([key, of]) => [key, inner(of, fieldOf(run, value, key))] as const)
      return object(entries, schema.rest === 'passed' ? [value] : [])
    }
    case 'list':
      return list([inner(schema.of, value.k === 'unknown' ? UNKNOWN : run.elementOf(value))], true)
    case 'record':
      return mark(value, judge.by)
    case 'either': {
      const ways = schema.of.map(of => inner(of, value))
      return ways.length ? oneOf(ways) : mark(value, judge.by)
    }
    case 'both': {
      const parts = schema.of.map(of => inner(of, value))
      const merged = parts.flatMap(part => (part.k === 'object' ? [...part.props] : []))
      return merged.length
        ? object(
            merged,
            parts.flatMap(part => (part.k === 'object' ? part.spreads : [])),
          )
        : mark(value, judge.by)
    }
    case 'leaf':
      return mark(value, schema.as ? `${judge.by} ${schema.as}` : judge.by)
    case 'any':
      return value
    case 'changed': {
      if (schema.before) return inner(schema.of, value)
      const before = inner(schema.of, value)
      const after = run.call(schema.by, [before, UNKNOWN], judge.at)
      return after.k === 'unknown' || (after.k === 'literal' && after.value === undefined) ? before : after
    }
    case 'later':
      return inner(schema.of(), value)
    case 'row':
      return mark(value, judge.by)
  }
}

/**
 * What is known of the original value once the schema has let it through. Where other keys pass, the object as a whole is
 * checked by `keys` alone: whoever writes it whole writes what nobody has looked at.
 */
export function checkedFacts(judge: Judge, schema: Schema, value: Value, depth = 0): Fact[] {
  if (depth > DEPTH) return []
  const inner = (of: Schema, one: Value): Fact[] => checkedFacts(judge, of, one, depth + 1)
  switch (schema.kind) {
    case 'object': {
      const whole = schema.rest === 'refused' ? (grantsStaff(schema.shape) ? `${judge.by} staff role` : judge.by) : 'keys'
      return [...factsOf(value, whole), ...[...schema.shape].flatMap(([key, of]) => inner(of, fieldOf(judge.run, value, key)))]
    }
    case 'list':
      return [...factsOf(value, schema.of.kind === 'any' ? 'keys' : judge.by), ...inner(schema.of, judge.run.elementOf(value))]
    case 'either':
      return judge.run.common(schema.of.map(of => inner(of, value))).slice()
    case 'both':
      return schema.of.flatMap(of => inner(of, value))
    case 'any':
      return []
    case 'changed':
      return inner(schema.of, value)
    case 'later':
      return inner(schema.of(), value)
    case 'leaf':
      return factsOf(value, schema.as ? `${judge.by} ${schema.as}` : judge.by)
    default:
      return factsOf(value, judge.by)
  }
}

/** Whoever writes the whole object may write the administrator's role. */
const grantsStaff = (shape: ReadonlyMap<string, Schema>): boolean =>
  [...shape].some(([key, of]) => /^(?:user_?)?role$/i.test(key) && of.kind === 'leaf' && of.as === 'staff enum')

/** A form or search parameters are handed over whole. */
function fieldOf(run: Run, value: Value, key: string): Value {
  if (value.k === 'library' && value.library === 'web:form') return origin('body', [key])
  if (value.k === 'library' && value.library === 'web:params') return origin('query', [key])
  return run.get(value, key)
}

const isAsked = (value: OriginValue): boolean => REQUEST_ORIGINS.has(value.from)

/** A value of the request itself; what was made from several is checked as what it became, not they. */
function factsOf(value: Value, how: string): Fact[] {
  if (value.k === 'origin') return isAsked(value) ? [{ kind: 'checked', origin: value, how }] : []
  if (value.k === 'either') return value.of.flatMap(one => factsOf(one.value, how))
  if (value.k === 'computed') return value.of.flatMap(one => factsOf(one, how))
  return []
}

/**
 * The value with every part of it that comes from the request known to be checked. An object that was put into itself (a tree
 * whose branches name their parent) has no end: what lies deeper than any request is left as it is.
 */
export function mark(value: Value, how: string, depth = 0): Value {
  if (depth > DEEPEST) return value
  const inner = (one: Value): Value => mark(one, how, depth + 1)
  switch (value.k) {
    case 'origin':
      return isAsked(value) ? { ...value, checked: how } : value
    case 'object':
      return object(
        [...value.props].map(([key, one]) => [key, inner(one)] as const),
        value.spreads.map(inner),
      )
    case 'list':
      return list(value.items.map(inner), value.open)
    case 'computed':
      return { ...value, of: value.of.map(inner) }
    case 'either':
      return { k: 'either', of: value.of.map(one => ({ value: inner(one.value), facts: one.facts })) }
    default:
      return value
  }
}
