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
import { reported, required } from '../schema/verdict.js'
import { UNDEFINED, type Value } from '../value.js'

const RESULT = { output: 'value', error: 'error' }
const KINDS: Record<string, Schema> = {
  string: LEAF,
  number: SIGNED,
  boolean: leaf('boolean'),
  bool: leaf('boolean'),
  date: leaf('date'),
  any: ANY,
  binary: LEAF,
  symbol: LEAF,
  link: ANY,
  func: ANY,
}

/** Joi. Keys that a schema does not name are refused, unless it is told otherwise. https://joi.dev/api */
export default definePlugin({
  name: 'joi',
  libraries: ['joi', '@hapi/joi', 'joi:schema'],
  call(call) {
    if (call.library === 'joi:schema') return schemaCall(call)
    const path = call.path.replace(/^(Joi|default)\./, '')
    const kind = KINDS[path]
    if (kind) return schemaValue('joi', kind)
    switch (path) {
      case 'valid':
        return schemaValue('joi', choice(...call.args))
      case 'object':
      case 'compile':
        return schemaValue('joi', call.args[0]?.k === 'object' ? objectSchema(shapeOf(call.args[0]), 'refused') : ANY)
      case 'array':
        return schemaValue('joi', { kind: 'list', of: ANY })
      case 'alternatives':
        return schemaValue('joi', { kind: 'either', of: itemsOf(call) })
      case 'attempt':
      case 'assert': {
        const schema = schemaOf(call.args[1])
        return schema && required(call, 'joi', schema.schema, call.args[0])
      }
      default:
        return undefined
    }
  },
})

function schemaCall(call: LibraryCall): Value | undefined {
  const schema = told(call.run, call.on.data['schema'] as Schema, call.args[1])
  switch (call.method) {
    case 'validate':
      return reported(call, 'joi', schema, call.args[0], RESULT)
    case 'validateAsync':
    case 'attempt':
      return required(call, 'joi', schema, call.args[0])
    default:
      return schemaValue('joi', derived(call, call.on.data['schema'] as Schema))
  }
}

/** `{ allowUnknown: true }`, `{ stripUnknown: true }` of one validation. */
function told(run: Run, schema: Schema, options: Value = UNDEFINED): Schema {
  const is = (name: string): boolean => {
    const value = run.get(options, name)
    return (value.k === 'literal' && value.value === true) || value.k === 'object'
  }
  const rest: Rest | undefined = is('stripUnknown') ? 'dropped' : is('allowUnknown') ? 'passed' : undefined
  return rest && schema.kind === 'object' ? { ...schema, rest } : schema
}

function derived(call: LibraryCall, schema: Schema): Schema {
  const { method, args } = call
  const found = innerObject(schema)
  switch (method) {
    case 'keys':
    case 'append':
      return objectSchema([...(found?.shape ?? []), ...shapeOf(args[0])], found?.rest ?? 'refused')
    case 'unknown':
      return found && !(args[0]?.k === 'literal' && args[0].value === false) ? { ...found, rest: 'passed' } : schema
    case 'concat':
      return { kind: 'both', of: [schema, schemaOf(args[0])?.schema ?? LEAF] }
    case 'items':
    case 'ordered':
      return { kind: 'list', of: { kind: 'either', of: itemsOf(call) } }
    case 'try':
      return { kind: 'either', of: itemsOf(call) }
    case 'valid':
    case 'equal':
      return schema.kind === 'leaf' || schema.kind === 'any' ? choice(...args) : schema
    case 'min':
    case 'greater':
    case 'positive':
    case 'port':
    case 'custom':
    case 'external':
      return isBelowZero(args[0]) ? schema : bounded(schema)
    case 'guid':
    case 'uuid':
    case 'hex':
      return leaf('uuid')
    case 'email':
      return leaf('email')
    case 'uri':
      return leaf('url')
    case 'regex':
    case 'pattern':
      // Of a text, what it looks like; of an object, what its keys do.
      return schema.kind === 'leaf' ? (schema.as ? schema : leaf('pattern')) : { kind: 'record', of: schemaOf(args[1])?.schema ?? LEAF }
    default:
      return schema
  }
}

const itemsOf = (call: LibraryCall): Schema[] =>
  call.args.flatMap(arg => (arg.k === 'list' ? arg.items : [arg])).map(arg => schemaOf(arg)?.schema ?? LEAF)
