import { textOf, type Value } from './value.js'

const JOINED = new Set(['template', 'concat', '+'])

/** Where a router or a route stands: as it is written, as it is when no variable says otherwise, and `:NAME` for a variable that has to be set. */
export function addressOf(value: Value | undefined): string | undefined {
  if (value?.k === 'either') return oneOf(value.of.map(one => one.value))
  if (value?.k === 'computed' && (value.how === '||' || value.how === '??')) return oneOf(value.of)
  if (value?.k === 'origin' && value.from === 'env' && value.name !== undefined) return `:${value.name}`
  if (value?.k === 'computed' && JOINED.has(value.how)) return value.of.map(part => addressOf(part) ?? ':value').join('')
  return textOf(value)
}

const oneOf = (values: readonly Value[]): string | undefined =>
  values.map(addressOf).find(text => text !== undefined && !text.startsWith(':'))
