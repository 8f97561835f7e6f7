/** What stood in the path where the pattern has `:name`; `*name` takes the rest. */
export type Params = Readonly<Record<string, string>>

/** Whether `GET /v1/things/:id` fits a request, and what its names stand for. */
export function matchRoute(pattern: string, method: string, path: string): Params | undefined {
  const [wanted, shape = ''] = pattern.split(' ')
  if (wanted !== '*' && wanted !== method) return undefined
  const have = path.split('/').filter(Boolean)
  const want = shape.split('/').filter(Boolean)
  const params: Record<string, string> = {}
  for (const [index, part] of want.entries()) {
    if (part.startsWith('*')) {
      params[part.slice(1)] = have.slice(index).map(decode).join('/')
      return params
    }
    const piece = have[index]
    if (piece === undefined || (!part.startsWith(':') && part !== piece)) return undefined
    if (part.startsWith(':')) params[part.slice(1)] = decode(piece)
  }
  return have.length === want.length ? params : undefined
}

function decode(piece: string): string {
  try {
    return decodeURIComponent(piece)
  } catch {
    return piece
  }
}
