import type { Run } from '../plugin.js'
import { mark } from '../schema/accept.js'
import { list, madeText, object, origin, type Value } from '../value.js'
import { bareType, type Field, isList, type Sdl } from './sdl.js'

const SCALAR: Readonly<Record<string, string>> = { Int: 'number', Float: 'number', Boolean: 'boolean' }

/** What a resolver is handed as its arguments: GraphQL has seen to it that each is of its type. */
export function argumentsOf(field: Field | undefined, sdl: Sdl | undefined): Value {
  if (!field || !sdl) return origin('body')
  return object([...field.args].map(([name, type]) => [name, ofType(type, [name], sdl)] as const))
}

function ofType(type: string, path: readonly string[], sdl: Sdl, depth = 0): Value {
  if (isList(type)) return list([ofType(type.slice(1), [...path, '*'], sdl, depth + 1)], true)
  const name = bareType(type)
  const value = origin('body', path)
  if (SCALAR[name]) return mark(value, SCALAR[name])
  if (name === 'String' || name === 'ID') return madeText(value)
  if (sdl.enums.has(name)) return mark(value, 'enum')
  const fields = sdl.types.get(name)
  return fields && depth < 4
    ? object([...fields].map(([key, of]) => [key, ofType(of.type, [...path, key], sdl, depth + 1)] as const))
    : value
}

/** What of an answer leaves the server: the fields that its type has. */
export function projected(run: Run, value: Value, type: string | undefined, sdl: Sdl | undefined, depth = 0): Value {
  const fields = type === undefined ? undefined : sdl?.types.get(bareType(type))
  if (!fields || depth > 1 || value.k === 'literal') return value
  const one = isList(type!) ? run.elementOf(value) : value
  const shown = object(
    [...fields].map(([key, of]) => {
      const inner = run.get(one, key)
      return [key, sdl!.types.has(bareType(of.type)) ? projected(run, inner, of.type, sdl, depth + 1) : inner] as const
    }),
  )
  return isList(type!) ? list([shown], true) : shown
}
