import type { LibraryCall, Run } from '../plugin.js'
import {
  bounded,
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
} from '../schema/schema.js'
import { reported, required } from '../schema/verdict.js'
import { type LibraryValue, object, type Value } from '../value.js'

const RESULT = { success: 'success', output: 'data', error: 'error' }
const REST: Record<string, Rest> = { passthrough: 'passed', loose: 'passed', strict: 'refused', strip: 'dropped', catchall: 'passed' }
/** Refinements of a text after which it can hold only what they name. */
const NARROW: Record<string, string> = {
  uuid: 'uuid',
  guid: 'uuid',
  cuid: 'uuid',
  cuid2: 'uuid',
  ulid: 'uuid',
  nanoid: 'uuid',
  email: 'email',
  url: 'url',
  regex: 'pattern',
  datetime: 'date',
  date: 'date',
  ip: 'pattern',
  ipv4: 'pattern',
}

export function schemaMember(of: LibraryValue, key: string, _run: Run): Value | undefined {
  const schema = of.data['schema'] as Schema
  if (key === 'shape') {
    const found = innerObject(schema)
    return object([...(found?.shape ?? [])].map(([name, inner]) => [name, schemaValue('zod', inner)] as const))
  }
  if (key === 'element' && schema.kind === 'list') return schemaValue('zod', schema.of)
  return undefined
}

/** Methods of a schema: those that judge a value, those that make another schema, and refinements, which keep it. */
export function schemaCall(call: LibraryCall): Value | undefined {
  const schema = call.on.data['schema'] as Schema
  switch (call.method) {
    case 'parse':
    case 'parseAsync':
    case 'decode':
      return required(call, 'zod', schema, call.args[0])
    case 'safeParse':
    case 'safeParseAsync':
    case 'spa':
    case 'safeDecode':
      return reported(call, 'zod', schema, call.args[0], RESULT)
    case 'transform':
    case 'overwrite':
      return schemaValue('zod', call.args[0]?.k === 'function' ? { kind: 'changed', of: schema, by: call.args[0] } : schema)
    default:
      return schemaValue('zod', derived(call, schema))
  }
}

function derived(call: LibraryCall, schema: Schema): Schema {
  const { method, args } = call
  const found = innerObject(schema)
  const other = schemaOf(args[0])?.schema
  if (REST[method]) return found ? { ...found, rest: REST[method] } : schema
  if (NARROW[method] && schema.kind === 'leaf' && !schema.as) return leaf(NARROW[method])
  switch (method) {
    case 'extend':
    case 'safeExtend':
    case 'augment':
      return found ? { ...found, shape: new Map([...found.shape, ...shapeOf(args[0])]) } : objectSchema(shapeOf(args[0]), 'dropped')
    case 'merge': {
      const added = other && innerObject(other)
      return found && added ? { ...added, shape: new Map([...found.shape, ...added.shape]) } : (other ?? schema)
    }
    case 'pick':
      return found
        ? { ...found, shape: new Map([...found.shape].filter(([key]) => names(args[0]).includes(key))) }
        : objectSchema(
            names(args[0]).map(key => [key, LEAF] as const),
            'dropped',
          )
    case 'omit':
      if (schema.kind === 'row') return { kind: 'row', without: [...schema.without, ...names(args[0])] }
      return found ? { ...found, shape: new Map([...found.shape].filter(([key]) => !names(args[0]).includes(key))) } : schema
    case 'array':
      return { kind: 'list', of: schema }
    case 'or':
      return other ? { kind: 'either', of: [schema, other] } : schema
    case 'and':
      return other ? { kind: 'both', of: [schema, other] } : schema
    case 'pipe':
      return other ?? schema
    case 'keyof':
      return leaf('enum')
    case 'min':
    case 'gt':
    case 'gte':
    case 'positive':
    case 'nonnegative':
    case 'refine':
    case 'superRefine':
    case 'check':
      return isBelowZero(args[0]) ? schema : bounded(schema)
    default:
      return schema
  }
}

const names = (value: Value | undefined): string[] => (value?.k === 'object' ? [...value.props.keys()] : [])
