import type { ActionCall, ActionParameter } from '../lab.js'

/** A server action's arguments in React's reply format, as the browser sends them. */
export function encodeAction(
  { id, parameters, slug }: ActionCall,
  fields: Readonly<Record<string, unknown>>,
): {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
} {
  const headers = { 'next-action': id, accept: 'text/x-component' }
  if (parameters.some(one => one.kind === 'form')) {
    const boundary = '----seaworthyform'
    // React names the entries of the second argument `1_`, and since 19.2 `_1_`; each leaves the other's alone.
    const entries = ['_1_', '1_'].flatMap(prefix =>
      Object.entries(fields).map(([name, value]) => [`${prefix}${name}`, textOf(value)] as const),
    )
    const plain = parameters.map(one => (one.kind === 'form' ? '$K1' : one.kind === 'state' ? {} : null))
    const parts = [...entries, ['0', JSON.stringify(plain)] as const].map(
      ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name.replaceAll('"', '%22')}"\r\n\r\n${value}\r\n`,
    )
    return {
      headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: `${parts.join('')}--${boundary}--\r\n`,
    }
  }
  const values = parameters.map(one => argumentFor(one, fields, slug))
  return { headers: { ...headers, 'content-type': 'text/plain;charset=UTF-8' }, body: JSON.stringify(values) }
}

/** Fields stand under the argument's name, or are what one object holds. What may be left out, and is not known, is. */
function argumentFor(parameter: ActionParameter, fields: Readonly<Record<string, unknown>>, slug: string): unknown {
  if (parameter.kind === 'object')
    return (parameter.name !== undefined && fields[parameter.name]) || (parameter.optional ? '$undefined' : fields)
  if (parameter.kind !== 'value') return {}
  return fields[parameter.name] ?? (parameter.optional ? '$undefined' : /slug|path/i.test(parameter.name) ? slug : 'lab')
}

const textOf = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))
