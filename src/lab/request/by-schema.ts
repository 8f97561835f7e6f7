import type { Route } from '#model/app-model'
import type { Hint } from './hint.js'
import type { Row } from './rows.js'
import { schemaFor, valueOf } from './schemas.js'
import type { Shaping } from './shape.js'

/** Fields that the schema requires and the code does not name, and values in the form that it asks for. */
export function* bySchema(
  route: Route,
  values: ReadonlyMap<string, unknown>,
  { schemas, seed }: Pick<Shaping, 'schemas' | 'seed'>,
  row: Row | undefined,
): Generator<readonly [string, unknown]> {
  if (!schemas || ['GET', 'HEAD', 'DELETE'].includes(route.method)) return
  const paths = [...values.keys()].flatMap(name => (name.startsWith('body.') ? [name.split('.').slice(1)] : []))
  // A body that is one thing (`{ user: { … } }`, the argument of an action) may be checked as that thing.
  const [whole] = paths
  const wrapper = whole && paths.every(path => path.length > 1 && path[0] === whole[0]) ? [whole[0]!] : []
  for (const within of [[], wrapper]) {
    const known = [...new Set(paths.flatMap(path => path[within.length] ?? []))]
    const schema = schemaFor(route, known, schemas.book, schemas.source)
    for (const [name, hint] of schema?.fields ?? []) {
      const key = ['body', ...within, name].join('.')
      const now = values.get(key)
      if (now === undefined) {
        if (!hint.optional && !known.includes(name)) yield [key, valueOf(name, hint, seed)]
      } else if (!suits(now, hint)) yield [key, valueOf(name, hint, seed)]
      // A change has to show.
      else if (hint.options.length > 1 && row?.[name] === now) yield [key, hint.options.find(one => one !== now)]
    }
    // A change that may leave everything out changes nothing.
    if (schema && known.length === 0 && /^(?:PUT|PATCH)$/.test(route.method)) yield* changeable(schema.fields, seed)
    if (schema || wrapper.length === 0) return
  }
}

function* changeable(fields: ReadonlyMap<string, Hint>, seed: string): Generator<readonly [string, unknown]> {
  if ([...fields.values()].some(({ optional }) => !optional)) return
  const texts = [...fields].filter(
    ([name, { type, options, format }]) => type === 'string' && options.length === 0 && !format && !/passw|role|id$/i.test(name),
  )
  const [name, hint] = texts.find(([one]) => /title|name|phone|bio|descr|note/i.test(one)) ?? texts[0] ?? []
  if (name !== undefined && hint) yield [`body.${name}`, valueOf(name, hint, seed)]
}

function suits(value: unknown, hint: Hint): boolean {
  if (hint.options.length > 0) return hint.options.includes(value as string)
  if (hint.type === 'number') return typeof value === 'number' && value >= (hint.least ?? value) && value <= (hint.most ?? value)
  if (hint.type === 'boolean') return typeof value === 'boolean'
  if (hint.type === 'array')
    return Array.isArray(value) && value.length >= (hint.least ?? 0) && value.every(one => hint.item === undefined || suits(one, hint.item))
  if (hint.type === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const held = value as Row
    return [...(hint.fields ?? [])].every(([name, inner]) => (held[name] === undefined ? inner.optional : suits(held[name], inner)))
  }
  if (hint.type !== 'string') return true
  if (typeof value !== 'string' || value.length < (hint.least ?? 0) || value.length > (hint.most ?? Infinity)) return false
  if (hint.format === 'uuid') return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value)
  if (hint.format === 'email') return value.includes('@')
  return hint.format === 'url' ? /^https?:/.test(value) : true
}
