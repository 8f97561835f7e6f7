import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { ANY, choice, isBelowZero, LEAF, leaf, objectSchema, type Schema, schemaValue, SIGNED } from '../schema/schema.js'
import { judge } from '../schema/verdict.js'
import { computed, library, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/** Ajv: schemas written as JSON. https://ajv.js.org/api.html */
export default definePlugin({
  name: 'ajv',
  libraries: [
    'ajv',
    'ajv/dist/2019',
    'ajv/dist/2020',
    'ajv/dist/jtd',
    'ajv:instance',
    'ajv:validate',
    'ajv-formats',
    'ajv-errors',
    'ajv-keywords',
  ],
  get(of, key) {
    if ((of.library === 'ajv:instance' || of.library === 'ajv:validate') && key === 'errors') return UNKNOWN
    return undefined
  },
  call(call) {
    if (call.library === 'ajv:validate')
      return call.path === 'validate' ? fits(call, call.on.data['schema'] as Schema, call.args[0]) : undefined
    if (call.library === 'ajv:instance') return instanceCall(call)
    if (/^ajv-/.test(call.library)) return call.args[0]
    return call.isNew ? library('ajv:instance', '') : undefined
  },
})

function instanceCall(call: LibraryCall): Value | undefined {
  const [first, second] = call.args
  if (call.method === 'compile' || call.method === 'compileAsync')
    return library('ajv:validate', 'validate', { schema: jsonSchema(call.run, first ?? UNDEFINED) })
  if (call.method === 'validate') return fits(call, jsonSchema(call.run, first ?? UNDEFINED), second)
  if (call.method === 'getSchema') return library('ajv:validate', 'validate', { schema: LEAF })
  return /^add/.test(call.method) ? call.on : undefined
}

function fits(call: LibraryCall, schema: Schema, value: Value = UNDEFINED): Value {
  return computed('ajv success', [], { implies: judge(call.run, call.at, 'ajv', schema, value).facts })
}

/** A JSON Schema, or TypeBox's, which is one. */
export function jsonSchema(run: Run, value: Value, depth = 0): Schema {
  if (depth > 6 || value.k !== 'object') return depth ? ANY : LEAF
  const inner = (one: Value): Schema => jsonSchema(run, one, depth + 1)
  const listed = (name: string): readonly Value[] => {
    const items = run.get(value, name)
    return items.k === 'list' ? items.items : []
  }
  const properties = run.get(value, 'properties')
  if (properties.k === 'object') {
    const additional = run.get(value, 'additionalProperties')
    return objectSchema(
      [...properties.props].map(([key, one]) => [key, inner(one)] as const),
      additional.k === 'literal' && additional.value === false ? 'refused' : 'passed',
    )
  }
  const [either, both] = [[...listed('anyOf'), ...listed('oneOf')], listed('allOf')]
  if (either.length) return { kind: 'either', of: either.map(inner) }
  if (both.length) return { kind: 'both', of: both.map(inner) }
  if (listed('enum').length) return choice(...listed('enum'))
  if (run.get(value, 'const').k === 'literal' && !isMissing(run.get(value, 'const'))) return leaf('enum')
  switch (textOf(run.get(value, 'type'))) {
    case 'number':
    case 'integer':
      return ['minimum', 'exclusiveMinimum'].every(key => isMissing(run.get(value, key)) || isBelowZero(run.get(value, key)))
        ? SIGNED
        : leaf('number')
    case 'boolean':
      return leaf('boolean')
    case 'string':
      return textOf(run.get(value, 'format')) === 'uuid' ? leaf('uuid') : isMissing(run.get(value, 'pattern')) ? LEAF : leaf('pattern')
    case 'array':
      return { kind: 'list', of: inner(run.get(value, 'items')) }
    case 'object':
      return { kind: 'record', of: ANY }
    default:
      return ANY
  }
}

const isMissing = (value: Value): boolean => value.k === 'literal' && value.value === undefined

/** For frameworks that take JSON schemas of a request's parts, as Fastify does. */
export const schemaOfJson = (run: Run, value: Value): Value => schemaValue('ajv', jsonSchema(run, value))
