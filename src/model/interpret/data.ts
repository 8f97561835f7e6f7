import { list, literal, object, type Value } from '#plugins/value'

/** Bytes; what is larger is rows, and no settings. */
const LARGEST = 50_000

/** What importing a file of JSON gives; none where it is no plain JSON. */
export function dataOf(text: string): Value | undefined {
  if (text.length > LARGEST) return undefined
  try {
    return valueOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

function valueOf(data: unknown): Value {
  if (Array.isArray(data)) return list(data.map(valueOf))
  if (typeof data === 'object' && data !== null) return object(Object.entries(data).map(([key, value]) => [key, valueOf(value)]))
  return literal(data as string | number | boolean | null)
}
