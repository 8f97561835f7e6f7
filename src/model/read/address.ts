import { type OriginTerm, REQUEST_ORIGINS, type Term } from '../term.js'
import { isNarrow } from './flow.js'

/** Checks by which an app may have compared an address with its own. */
const COMPARED = /^(?:by hand|enum|pattern)$|(?:^| )(?:enum|pattern|uuid|number|boolean)$/

/** The pieces of a text from its beginning, each possible way. */
function piecesOf(term: Term): readonly Term[][] {
  // A `URL` is the address that it was made of.
  const href = term.kind === 'object' ? term.entries.find(([key]) => key === 'href')?.[1] : undefined
  if (href) return piecesOf(href)
  if (term.kind === 'either' || (term.kind === 'computed' && /^(?:\|\||\?\?)$/.test(term.how)))
    return term.of.flatMap(piecesOf).slice(0, 12)
  if (term.kind === 'computed' && term.how === '&&') return piecesOf(term.of.at(-1)!)
  if (term.kind === 'computed' && /^(?:template|concat|\+|call (?:concat|URL|toString))$/.test(term.how)) {
    const [first, ...rest] = term.of
    return first ? piecesOf(first).map(start => [...start, ...rest]) : [[]]
  }
  return [[term]]
}

const HOST = /^(?:https?:|wss?:)?\/\/[^/?#]+[/?#]/i
const HALF = /^(?:https?:|wss?:)?\/\/[^/?#]*$/i

/** The value of the request that says to which server an address leads, where one does. */
export function chosenHost(term: Term): OriginTerm | undefined {
  for (const pieces of piecesOf(term)) {
    const [first, second] = pieces
    const text = first?.kind === 'literal' ? String(first.value ?? '') : undefined
    const deciding = text === undefined ? first : text === '' || (HALF.test(text) && !HOST.test(text)) ? second : undefined
    if (
      deciding?.kind === 'origin' &&
      REQUEST_ORIGINS.has(deciding.from) &&
      !isNarrow(deciding) &&
      !(deciding.checked !== undefined && COMPARED.test(deciding.checked))
    )
      return deciding
  }
  return undefined
}

/** Sent by the browser itself and not by a link: whose it is decides the host that serves the app. */
export const isOwnHost = (one: OriginTerm): boolean =>
  one.from === 'url' ||
  (one.from === 'headers' && /^(?:host|origin|referer|referrer|x-forwarded-host|x-forwarded-proto)$/.test(one.path.at(-1) ?? ''))
