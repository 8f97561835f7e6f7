import { literal, type Value } from '#plugins/value'

/**
 * What code asks of the address of the route that runs: `request.url.startsWith('/public')`. The route's own path, where it
 * is known, answers as far as it holds no parameters.
 */
export function askedOfAddress(method: string, address: Value, other: Value | undefined): Value | undefined {
  if (address.k !== 'origin' || address.from !== 'url' || address.path.length || address.name === undefined) return undefined
  const known = address.name.replace(/[:*{].*$/, '')
  const isWhole = known === address.name
  const text = other?.k === 'literal' && typeof other.value === 'string' ? other.value : undefined
  if (text === undefined) return undefined
  switch (method) {
    case 'startsWith':
      if (known.startsWith(text)) return literal(true)
      return isWhole || !text.startsWith(known) ? literal(false) : undefined
    case '===':
      return isWhole ? literal(known === text) : text.startsWith(known) ? undefined : literal(false)
    default:
      return undefined
  }
}

/** `['/login', '/signup'].includes(request.url)`. */
export function listsAddress(listed: Value, address: Value | undefined): Value | undefined {
  if (listed.k !== 'list' || listed.open || !address) return undefined
  const answers = listed.items.map(item => askedOfAddress('===', address, item))
  if (answers.some(answer => answer?.k === 'literal' && answer.value === true)) return literal(true)
  return answers.length && answers.every(answer => answer?.k === 'literal') ? literal(false) : undefined
}
