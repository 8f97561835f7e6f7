import { fields, isFields, items, text, type Fields } from '../fields.js'

const DEEP = 8

/** A value that fits a JSON schema, the same each time. `given` proposes values by the name of the field. */
export function fromSchema(schema: unknown, given: (name: string, schema: Fields) => unknown = () => undefined): unknown {
  return value(fields(schema), '', given, fields(schema), 0)
}

function value(schema: Fields, name: string, given: (name: string, schema: Fields) => unknown, root: Fields, depth: number): unknown {
  if (depth > DEEP) return null
  const proposed = name === '' ? undefined : given(name, schema)
  if (proposed !== undefined) return proposed
  const reference = text(schema['$ref'])
  if (reference !== undefined) return value(resolve(reference, root), name, given, root, depth + 1)
  if (schema['const'] !== undefined) return schema['const']
  const options = items(schema['enum'])
  if (options.length > 0) return options[0]
  const merged = items(schema['allOf']).reduce<Fields>((whole, part) => ({ ...whole, ...fields(part) }), schema)
  const one = [...items(schema['anyOf']), ...items(schema['oneOf'])].map(fields).find(each => each['type'] !== 'null')
  if (one) return value(one, name, given, root, depth + 1)
  return typed(merged, name, given, root, depth)
}

function typed(schema: Fields, name: string, given: (name: string, schema: Fields) => unknown, root: Fields, depth: number): unknown {
  const type =
    items(schema['type']).find(each => each !== 'null') ?? schema['type'] ?? (isFields(schema['properties']) ? 'object' : 'string')
  const least = Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? 1)
  switch (String(type).toLowerCase()) {
    case 'object':
      return Object.fromEntries(
        Object.entries(fields(schema['properties'])).map(([key, each]) => [key, value(fields(each), key, given, root, depth + 1)]),
      )
    case 'array': {
      const count = Math.max(1, Number(schema['minItems'] ?? 1))
      return Array.from({ length: Math.min(count, 10) }, () => value(fields(schema['items']), name, given, root, depth + 1))
    }
    case 'integer':
      return Math.ceil(Math.min(least + (schema['exclusiveMinimum'] === undefined ? 0 : 1), Number(schema['maximum'] ?? Infinity)))
    case 'number':
      return Math.min(least, Number(schema['maximum'] ?? Infinity))
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return word(schema, name)
  }
}

function word(schema: Fields, name: string): string {
  const formats: Readonly<Record<string, string>> = {
    email: 'lab@example.test',
    date: '2030-01-01',
    'date-time': '2030-01-01T00:00:00.000Z',
    uri: 'https://example.test/',
    url: 'https://example.test/',
    uuid: '00000000-0000-4000-8000-000000000001',
  }
  const plain = formats[String(schema['format'])] ?? (name === '' ? 'lab' : `lab ${name}`)
  const [least, most] = [Number(schema['minLength'] ?? 0), Number(schema['maxLength'] ?? Infinity)]
  return plain.padEnd(least, '.').slice(0, most)
}

function resolve(reference: string, root: Fields): Fields {
  return fields(
    reference
      .replace(/^#\/?/, '')
      .split('/')
      .filter(Boolean)
      .reduce<unknown>((at, part) => fields(at)[part], root),
  )
}
