import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import {
  ANY,
  bounded,
  choice,
  innerObject,
  isBelowZero,
  LEAF,
  leaf,
  objectSchema,
  type Rest,
  type Schema,
  schemaOf,
  schemaValue,
  shapeOf,
  SIGNED,
} from '../schema/schema.js'
import { judge, required } from '../schema/verdict.js'
import { computed, UNDEFINED, type Value } from '../value.js'

const KINDS: Record<string, Schema> = {
  string: LEAF,
  number: SIGNED,
  boolean: leaf('boolean'),
  bool: leaf('boolean'),
  date: leaf('date'),
  mixed: ANY,
  lazy: ANY,
}

/** Yup. Keys that a schema does not name are let through, unless it is told otherwise. https://github.com/jquense/yup#api */
export default definePlugin({
  name: 'yup',
  libraries: ['yup', 'yup:schema'],
  call(call) {
    if (call.library === 'yup:schema') return schemaCall(call)
    const path = call.path.replace(/^(yup|Yup|default)\./, '')
    const kind = KINDS[path]
    if (kind) return schemaValue('yup', kind)
    if (path === 'object') return schemaValue('yup', objectSchema(shapeOf(call.args[0]), 'passed'))
    if (path === 'array' || path === 'tuple') return schemaValue('yup', { kind: 'list', of: schemaOf(call.args[0])?.schema ?? ANY })
    return undefined
  },
})

function schemaCall(call: LibraryCall): Value | undefined {
  const own = call.on.data['schema'] as Schema
  const schema = told(call.run, own, call.args[1])
  switch (call.method) {
    case 'validate':
    case 'validateSync':
      return required(call, 'yup', schema, call.args[0])
    case 'isValid':
    case 'isValidSync':
      return computed('yup success', [], { implies: judge(call.run, call.at, 'yup', schema, call.args[0] ?? UNDEFINED).facts })
    case 'cast':
      return call.args[0]
    default:
      return schemaValue('yup', derived(call, own))
  }
}

/** `{ stripUnknown: true }` of one validation. */
function told(run: Run, schema: Schema, options: Value = UNDEFINED): Schema {
  const strips = run.get(options, 'stripUnknown')
  return schema.kind === 'object' && strips.k === 'literal' && strips.value === true ? { ...schema, rest: 'dropped' } : schema
}

function derived(call: LibraryCall, schema: Schema): Schema {
  const { method, args } = call
  const found = innerObject(schema)
  const rest: Rest = found?.rest ?? 'passed'
  switch (method) {
    case 'shape':
      return objectSchema([...(found?.shape ?? []), ...shapeOf(args[0])], rest)
    case 'concat': {
      const other = schemaOf(args[0])?.schema
      const added = other && innerObject(other)
      return found && added ? objectSchema([...found.shape, ...added.shape], rest) : schema
    }
    case 'pick':
    case 'omit': {
      const names = args[0]?.k === 'list' ? args[0].items.flatMap(item => (item.k === 'literal' ? [String(item.value)] : [])) : []
      return found ? { ...found, shape: new Map([...found.shape].filter(([key]) => names.includes(key) === (method === 'pick'))) } : schema
    }
    case 'noUnknown':
    case 'exact':
      return found ? { ...found, rest: 'refused' } : schema
    case 'of':
      return { kind: 'list', of: schemaOf(args[0])?.schema ?? ANY }
    case 'min':
    case 'moreThan':
    case 'positive':
    case 'test':
      return isBelowZero(args[0]) ? schema : bounded(schema)
    case 'oneOf':
      return choice(args[0])
    case 'uuid':
    case 'email':
    case 'url':
      return leaf(method)
    case 'matches':
      return leaf('pattern')
    default:
      return schema
  }
}
