import { type OriginTerm, REQUEST_ORIGINS, type Term } from '../term.js'

/** The value of the request that says how many rows are read, where nothing sets a ceiling. */
export function askedSize(term: Term): OriginTerm | undefined {
  switch (term.kind) {
    case 'origin':
      return REQUEST_ORIGINS.has(term.from) && (term.checked === undefined || /^(?:presence|number|type|text)$/.test(term.checked))
        ? term
        : undefined
    case 'either':
      return term.of.map(askedSize).find(Boolean)
    case 'computed':
      // `Math.min(100, asked)`; `Math.max(1, asked)` is a floor.
      if (term.how === 'number' && term.of.some(part => part.kind === 'literal' && Number(part.value) > 1)) return undefined
      return /^(?:number|\|\||\?\?|\+|-|\*|call (?:Number|parseInt|max|abs|floor|round|trunc|ceil))$/.test(term.how)
        ? term.of.map(askedSize).find(Boolean)
        : undefined
    default:
      return undefined
  }
}
