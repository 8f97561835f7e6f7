import { type OriginTerm, REQUEST_ORIGINS, type Term } from '../term.js'

/** The payer's own to choose. */
const FREE = /^(?:tips?|gratuity|donations?|gift|pledge)(?:$|_|[A-Z])|(?:tip|donation|chip_?in|contribution)_?amount/i
const COUNTS = /^(?:quantity|qty|count|seats?|nights?|days?|hours?|months?|guests?|people|units?|tickets?|number_?of_?\w+|num_?\w+)$/i
/** Compared with what the app knows. */
const COMPARED = /^(?:by hand|enum)$|(?:^| )enum$/

/** The value of the request that says how much, where one does. How many is the buyer's to say: it is multiplied with a price. */
export function askedPrice(term: Term): OriginTerm | undefined {
  switch (term.kind) {
    case 'origin':
      return REQUEST_ORIGINS.has(term.from) &&
        term.from !== 'headers' &&
        !COUNTS.test(nameOf(term)) &&
        !FREE.test(nameOf(term)) &&
        !(term.checked !== undefined && COMPARED.test(term.checked))
        ? term
        : undefined
    case 'either':
      return term.of.map(askedPrice).find(Boolean)
    case 'list':
      return term.items.map(askedPrice).find(Boolean)
    case 'computed':
      return ofComputed(term.how, term.of)
    default:
      return undefined
  }
}

function ofComputed(how: string, of: readonly Term[]): OriginTerm | undefined {
  if (how === '*') {
    // `price * quantity`: where the app's own price is a factor, the other one only counts.
    const own = of.some(part => part.kind !== 'literal' && isOwn(part))
    const asked = of.map(askedPrice).find(Boolean)
    return own && asked && !isNamedPrice(asked) ? undefined : asked
  }
  if (how === '%' || how === '/') return of[0] && askedPrice(of[0])
  if (
    /^(?:\+|-|\|\||\?\?|&&|number|call (?:Number|toFixed|Decimal|round\w*|String|toString|replace|substr|substring|slice|trim)|template|made from|element|\.\w+)$/.test(
      how,
    )
  )
    return of.map(askedPrice).find(Boolean)
  return undefined
}

const nameOf = (one: OriginTerm): string => one.path.findLast(part => part !== '*' && !/^\d+$/.test(part)) ?? ''
const isNamedPrice = (one: OriginTerm): boolean => /price|amount|cost|total/i.test(nameOf(one))

/** Of the app: a row, a setting, a constant worked out of them. */
function isOwn(term: Term): boolean {
  switch (term.kind) {
    case 'origin':
      return !REQUEST_ORIGINS.has(term.from)
    case 'computed':
      return term.of.some(isOwn)
    case 'either':
      return term.of.every(isOwn)
    case 'unknown':
      return true
    default:
      return false
  }
}
