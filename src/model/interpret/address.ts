import { isMatch } from '#plugins/pattern'
import { list, literal, type Value } from '#plugins/value'

/**
 * What code asks of the address of the route that runs: `request.url.startsWith('/public')`. The route's own path, where it
 * is known, answers as far as it holds no parameters.
 */
export function askedOfAddress(method: string, address: Value, other: Value | undefined): Value | undefined {
  if (address.k !== 'origin' || address.from !== 'url' || address.path.length || address.name === undefined) return undefined
  const known = address.name.replace(/[:*{].*$/, '')
  const isWhole = known === address.name
  if (method === 'split' && textIs(other, '?')) return list([address], true)
  if (method === 'match') return matches(address.name, other)
  const text = other?.k === 'literal' && typeof other.value === 'string' ? other.value : undefined
  if (text === undefined) return undefined
  switch (method) {
    case 'startsWith':
      if (known.startsWith(text)) return literal(true)
      return isWhole || !text.startsWith(known) ? literal(false) : undefined
    case '===':
      return isWhole ? literal(known === text) : text.startsWith(known) ? undefined : literal(false)
    // What stands in a parameter or behind the question mark is the caller's: a route is judged by how it is meant to be called.
    case 'endsWith':
      return literal(address.name.endsWith(text))
    case 'includes':
      return /^\/?[\w.-]+/.test(text) ? literal(address.name.includes(text)) : undefined
    case 'indexOf':
      return /^\/?[\w.-]+/.test(text) ? literal(address.name.indexOf(text)) : undefined
    default:
      return undefined
  }
}

const textIs = (value: Value | undefined, text: string): boolean => value?.k === 'literal' && value.value === text

/** A pattern is asked of the path as it is declared; what it says of a parameter is not known. */
function matches(path: string, pattern: Value | undefined): Value | undefined {
  if (pattern?.k !== 'library' || pattern.library !== 'regexp') return undefined
  const found = [path, path.replaceAll(/[:*{][^/]*/g, '1')].map(one =>
    isMatch(String(pattern.data['pattern']), one, String(pattern.data['flags'] ?? '')),
  )
  return found[0] === undefined || found[0] !== found[1] ? undefined : found[0] ? list([literal(path)], true) : literal(null)
}

/** `/^\/public/.test(request.url)`. */
export function patternOfAddress(pattern: Value, address: Value | undefined): Value | undefined {
  const found = address && askedOfAddress('match', address, pattern)
  return found && literal(found.k === 'list')
}

/** `['/login', '/signup'].includes(request.url)`. */
export function listsAddress(listed: Value, address: Value | undefined): Value | undefined {
  if (listed.k !== 'list' || listed.open || !address) return undefined
  const answers = listed.items.map(item => askedOfAddress('===', address, item))
  if (answers.some(answer => answer?.k === 'literal' && answer.value === true)) return literal(true)
  return answers.length && answers.every(answer => answer?.k === 'literal') ? literal(false) : undefined
}
