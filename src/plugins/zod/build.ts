import type { LibraryCall } from '../plugin.js'
import { ANY, choice, LEAF, leaf, objectSchema, type Schema, schemaOf, schemaValue, shapeOf } from '../schema/schema.js'
import { type Value } from '../value.js'

/** Kinds of one value whose content no longer can carry text of the caller's choice. */
const PLAIN: Record<string, string> = {
  number: 'signed number',
  int: 'signed number',
  int32: 'signed number',
  uint32: 'number',
  float32: 'signed number',
  float64: 'signed number',
  numeric: 'signed number',
  bigint: 'signed number',
  int64: 'signed number',
  boolean: 'boolean',
  stringbool: 'boolean',
  checkbox: 'boolean',
  date: 'date',
  literal: 'enum',
  null: 'enum',
  undefined: 'enum',
  void: 'enum',
  nan: 'enum',
  uuid: 'uuid',
  uuidv4: 'uuid',
  guid: 'uuid',
  cuid: 'uuid',
  cuid2: 'uuid',
  ulid: 'uuid',
  nanoid: 'uuid',
  email: 'email',
  url: 'url',
  ipv4: 'pattern',
  ipv6: 'pattern',
}
const TEXTS = new Set([
  'string',
  'templateLiteral',
  'base64',
  'jwt',
  'emoji',
  'cidrv4',
  'cidrv6',
  'iso.datetime',
  'iso.date',
  'iso.time',
  'iso.duration',
  'symbol',
  'hostname',
  'hex',
  'httpUrl',
  'text',
])

/** `z.object({…})`, `z.coerce.number()`, `z.email()`. */
export function build(call: LibraryCall): Value | undefined {
  const path = call.path.replace(/^(default|z|zfd)\./, '').replace(/^coerce\./, '')
  const [first, second] = call.args
  const made = schemaFor(path, first, second, call)
  return made && schemaValue('zod', made)
}

function schemaFor(path: string, first: Value | undefined, second: Value | undefined, call: LibraryCall): Schema | undefined {
  if (PLAIN[path]) return leaf(PLAIN[path])
  if (TEXTS.has(path)) return LEAF
  const inner = (value: Value | undefined): Schema => schemaOf(value)?.schema ?? LEAF
  switch (path) {
    case 'enum':
    case 'nativeEnum':
      return choice(first)
    case 'object':
    case 'formData':
      return objectSchema(shapeOf(first), 'dropped')
    case 'strictObject':
      return objectSchema(shapeOf(first), 'refused')
    case 'looseObject':
      return objectSchema(shapeOf(first), 'passed')
    case 'array':
    case 'set':
    case 'repeatable':
      return { kind: 'list', of: inner(first) }
    case 'tuple':
      return { kind: 'list', of: { kind: 'either', of: items(first) } }
    case 'record':
    case 'partialRecord':
    case 'map':
      return { kind: 'record', of: inner(second ?? first) }
    case 'union':
    case 'xor':
      return { kind: 'either', of: items(first) }
    case 'discriminatedUnion':
      return { kind: 'either', of: items(second) }
    case 'intersection':
      return { kind: 'both', of: [inner(first), inner(second)] }
    case 'optional':
    case 'nullable':
    case 'nullish':
    case 'promise':
    case 'readonly':
    case 'prefault':
      return inner(first)
    case 'preprocess':
      return { kind: 'changed', of: inner(second), by: first!, before: true }
    case 'pipe':
      return inner(second)
    case 'lazy':
      return { kind: 'later', of: once(() => schemaOf(call.run.world.run().call(first!, [], call.at))?.schema ?? ANY) }
    case 'any':
    case 'unknown':
    case 'custom':
    case 'json':
      return ANY
    case 'instanceof':
    case 'file':
      return leaf('file')
    default:
      return undefined
  }
}

function items(value: Value | undefined): Schema[] {
  return value?.k === 'list' ? value.items.map(item => schemaOf(item)?.schema ?? LEAF) : []
}

/** A schema that holds itself ends where it begins again. */
function once(make: () => Schema): () => Schema {
  let known: Schema | undefined
  return () => {
    if (known) return known
    known = ANY
    known = make()
    return known
  }
}
