import { definePlugin, type LibraryCall } from '../plugin.js'
import { ANY, innerObject, LEAF, leaf, objectSchema, type Rest, type Schema, schemaOf, schemaValue, shapeOf } from '../schema/schema.js'
import { judge, reported, required } from '../schema/verdict.js'
import { computed, list, type LibraryValue, object, UNDEFINED, type Value } from '../value.js'

const KINDS: Record<string, Schema> = {
  string: LEAF,
  number: leaf('number'),
  integer: leaf('number'),
  bigint: leaf('number'),
  boolean: leaf('boolean'),
  date: leaf('date'),
  picklist: leaf('enum'),
  enum: leaf('enum'),
  enum_: leaf('enum'),
  enums: leaf('enum'),
  literal: leaf('enum'),
  any: ANY,
  unknown: ANY,
  custom: ANY,
  uuid: leaf('uuid'),
  email: leaf('email'),
  url: leaf('url'),
  regex: leaf('pattern'),
  pattern: leaf('pattern'),
  file: leaf('file'),
  blob: leaf('file'),
}
const OBJECTS: Record<string, Rest> = { strictObject: 'refused', looseObject: 'passed', type: 'passed' }
const WRAPPERS = new Set([
  'optional',
  'nullable',
  'nullish',
  'exactOptional',
  'undefinedable',
  'partial',
  'required',
  'defaulted',
  'refine',
  'size',
  'nonempty',
  'trimmed',
  'coerce',
  'nonOptional',
  'nonNullable',
  'config',
])

/** Valibot, and Superstruct, whose functions are nearly the same. https://valibot.dev/api/ https://docs.superstructjs.org/ */
export default definePlugin({
  name: 'valibot',
  libraries: ['valibot', 'superstruct', 'valibot:schema', 'superstruct:schema'],
  get(of, key) {
    if (!of.library.endsWith(':schema')) return undefined
    const shape = innerObject(of.data['schema'] as Schema)?.shape
    return (key === 'entries' || key === 'schema') && shape
      ? object([...shape].map(([name, inner]) => [name, schemaValue(byOf(of), inner)] as const))
      : undefined
  },
  call(call) {
    if (call.library.endsWith(':schema')) return undefined
    const path = call.path.replace(/^(v|s|default)\./, '')
    return judged(call, path) ?? made(call, path)
  },
})

const byOf = (of: LibraryValue): string => String(of.data['by'])

/** Valibot asks the schema first, Superstruct the value. */
function judged(call: LibraryCall, path: string): Value | undefined {
  const [first, second] = call.args
  const [known, value] = schemaOf(first) ? [schemaOf(first), second] : [schemaOf(second), first]
  if (!known) return undefined
  const { schema, by } = known
  switch (path) {
    case 'parse':
    case 'parseAsync':
    case 'assert':
    case 'create':
    case 'mask':
      return required(call, by, schema, value)
    case 'safeParse':
    case 'safeParseAsync':
      return reported(call, by, schema, value, { success: 'success', output: 'output', error: 'issues' })
    case 'is':
      return computed(`${by} success`, [], { implies: judge(call.run, call.at, by, schema, value ?? UNDEFINED).facts })
    case 'validate': {
      const { output, facts } = judge(call.run, call.at, by, schema, value ?? UNDEFINED)
      return list([computed(`${by} error`, [], { denies: facts }), output])
    }
    default:
      return undefined
  }
}

function made(call: LibraryCall, path: string): Value | undefined {
  const { args, library: by } = call
  const inner = (value: Value | undefined): Schema => schemaOf(value)?.schema ?? LEAF
  const give = (schema: Schema): Value => schemaValue(by, schema)
  if (KINDS[path]) return give(KINDS[path])
  if (WRAPPERS.has(path)) return give(inner(args.find(arg => schemaOf(arg))))
  switch (path) {
    case 'object':
      return give(objectSchema(shapeOf(args[0]), by === 'superstruct' ? 'refused' : 'dropped'))
    case 'strictObject':
    case 'looseObject':
    case 'type':
      return give(objectSchema(shapeOf(args[0]), OBJECTS[path]!))
    case 'objectWithRest':
      return give(objectSchema(shapeOf(args[0]), 'passed'))
    case 'array':
    case 'set':
      return give({ kind: 'list', of: inner(args[0]) })
    case 'record':
      return give({ kind: 'record', of: inner(args[1]) })
    case 'union':
    case 'variant':
      return give({
        kind: 'either',
        of: (args.find(arg => arg.k === 'list') as { items?: readonly Value[] } | undefined)?.items?.map(inner) ?? [],
      })
    case 'intersect':
    case 'intersection':
      return give({ kind: 'both', of: args[0]?.k === 'list' ? args[0].items.map(inner) : [] })
    case 'pipe':
    case 'pipeAsync':
      return give(piped(args))
    case 'lazy':
      return give({ kind: 'later', of: () => inner(call.run.world.run().call(args[0]!, [], call.at)) })
    case 'pick':
    case 'omit': {
      const found = innerObject(inner(args[0]))
      const names = args[1]?.k === 'list' ? args[1].items.flatMap(item => (item.k === 'literal' ? [String(item.value)] : [])) : []
      return found && give({ ...found, shape: new Map([...found.shape].filter(([key]) => names.includes(key) === (path === 'pick'))) })
    }
    default:
      return undefined
  }
}

/** `v.pipe(v.string(), v.uuid())`: the last step that says more than its beginning. */
function piped(args: readonly Value[]): Schema {
  const schemas = args.flatMap(arg => schemaOf(arg)?.schema ?? [])
  const [first = LEAF] = schemas
  return first.kind === 'leaf' && !first.as ? (schemas.findLast(one => one.kind === 'leaf' && one.as) ?? first) : first
}
