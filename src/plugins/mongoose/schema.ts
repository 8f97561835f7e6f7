import type { LibraryCall } from '../plugin.js'
import { type LibraryValue, library, object, type ObjectValue, textOf, type Value } from '../value.js'

/** What a schema says that matters where it is used. */
export interface SchemaData {
  readonly fields: readonly string[]
  /** `select: false`: left out unless asked for. */
  readonly hidden: readonly string[]
  readonly collection: string | undefined
  readonly methods: ObjectValue
  readonly statics: ObjectValue
  readonly hooks: Map<string, Value[]>
}

const EMPTY: Omit<SchemaData, 'methods' | 'statics' | 'hooks'> = { fields: [], hidden: [], collection: undefined }

export function schemaMade(call: LibraryCall): LibraryValue {
  const [shape, options] = call.args
  const entries = shape?.k === 'object' ? [...shape.props] : []
  const hidden = entries.filter(([, value]) => value.k === 'object' && isFalse(value.props.get('select'))).map(([key]) => key)
  const given = (key: string): ObjectValue => {
    const value = options?.k === 'object' ? options.props.get(key) : undefined
    return object(value?.k === 'object' ? value.props : [])
  }
  const data: SchemaData = {
    fields: entries.map(([key]) => key),
    hidden,
    collection: options?.k === 'object' ? textOf(options.props.get('collection')) : undefined,
    methods: given('methods'),
    statics: given('statics'),
    hooks: new Map(),
  }
  return library('mongoose:schema', 'schema', data as unknown as Record<string, unknown>)
}

const isFalse = (value: Value | undefined): boolean => value?.k === 'literal' && (value.value === false || value.value === 0)

export const schemaOf = (value: Value | undefined): SchemaData =>
  value?.k === 'library' && value.library === 'mongoose:schema'
    ? (value.data as unknown as SchemaData)
    : { ...EMPTY, methods: object(), statics: object(), hooks: new Map() }

export function schemaCall(call: LibraryCall): Value | undefined {
  const { method, args, on, run } = call
  const data = schemaOf(on)
  const name = textOf(args[0])
  switch (method) {
    case 'pre':
    case 'post': {
      const work = args.find(arg => arg.k === 'function')
      const events = args[0]?.k === 'list' ? args[0].items.map(textOf) : [name]
      if (work) for (const event of events) data.hooks.set(`${method} ${event}`, [...(data.hooks.get(`${method} ${event}`) ?? []), work])
      return on
    }
    case 'method':
    case 'static': {
      const into = method === 'method' ? data.methods : data.statics
      if (name !== undefined && args[1]) run.set(into, name, args[1])
      else if (args[0]?.k === 'object') for (const [key, value] of args[0].props) run.set(into, key, value)
      return on
    }
    case 'loadClass':
    case 'index':
    case 'plugin':
    case 'set':
    case 'add':
    case 'query':
      return on
    case 'virtual':
    case 'path':
      return library('mongoose:virtual', 'virtual')
    default:
      return undefined
  }
}
