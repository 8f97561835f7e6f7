import type { OriginTerm } from '../term.js'
import { originsOf, type Term } from '../term.js'
import type { Effect, Input, Route } from '../app-model.js'

const SHOWN = new Set<string>(['params', 'query', 'body', 'headers', 'cookies', 'files', 'url'])

/** Every value that the caller chooses and that something is done with, with how it was checked before. */
export function inputsOf(effects: readonly Effect[]): Input[] {
  const found = new Map<string, Input>()
  for (const effect of effects) {
    for (const term of termsOf(effect)) {
      for (const one of originsOf(term)) {
        if (!SHOWN.has(one.from)) continue
        const key = `${one.from} ${one.path.join('.')}`
        const known = found.get(key)
        const checked = checkOf(one)
        if (!known || (known.checked !== undefined && checked === undefined))
          found.set(key, { from: one.from as Input['from'], path: one.path, at: known?.at ?? effect.at, checked })
      }
    }
  }
  return [...found.values()]
}

/** That something is there says nothing of what it is. */
const checkOf = (one: OriginTerm): string | undefined => (/^(?:presence|text)$/.test(one.checked ?? '') ? undefined : one.checked)

/** Values that go into what an effect does; answers are not doing. */
export function termsOf(effect: Effect): readonly Term[] {
  switch (effect.kind) {
    case 'query':
      return [...effect.filters.map(filter => filter.value), ...(effect.data ? [effect.data] : []), ...(effect.sql ? [effect.sql] : [])]
    case 'send':
    case 'run':
      return [effect.input]
    case 'file':
      return [effect.path]
    case 'session':
      return [effect.input]
    default:
      return []
  }
}

/** Whether what a route takes in its body is checked before it is used. Addresses and look-ups by id are left out. */
export function validatedOf(inputs: readonly Input[], effects: readonly Effect[]): Route['validated'] {
  const bodies = inputs.filter(input => input.from === 'body' || input.from === 'files')
  const relevant = bodies.length ? bodies : inputs.filter(input => input.from === 'query')
  if (!relevant.length) return 'none'
  const checked = relevant.filter(input => input.checked !== undefined).length
  return checked === relevant.length ? 'yes' : checked || isAskedFor(effects) ? 'partial' : 'no'
}

/** That there is a body's field was asked, and no more. */
const isAskedFor = (effects: readonly Effect[]): boolean =>
  effects.some(effect => termsOf(effect).some(term => [...originsOf(term)].some(one => one.from === 'body' && one.checked === 'presence')))
