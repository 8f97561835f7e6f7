import type { LabAnswer, LabRequest } from '../lab.js'
import { uuidOf } from './value.js'

/** What should be there once is there already. */
export const isConflict = ({ status, text }: Pick<LabAnswer, 'status' | 'text'>): boolean =>
  status === 409 || ([400, 403, 422, 500].includes(status) && TAKEN.test(text.slice(0, 1000)))

const TAKEN =
  /\balready (?:exists?|registered|taken|in use|been (?:taken|used)|used)\b|\b(?:is|has been) taken\b|duplicate key|E11000|unique constraint/i

/**
 * The same request about something that is not there yet: addresses, names by which people sign in, numbers and keys that were made up
 * are others; `asNamed` leaves addresses and names. `undefined` where it has none.
 */
export function afresh(request: LabRequest, asNamed = false): LabRequest | undefined {
  const fields = request.form ?? request.body
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields) || Buffer.isBuffer(fields)) return undefined
  const renewed = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fresh(name, value, asNamed)]))
  if (Object.entries(renewed).every(([name, value]) => value === (fields as Readonly<Record<string, unknown>>)[name])) return undefined
  return request.form ? { ...request, form: renewed as Record<string, string> } : { ...request, body: renewed }
}

const MADE_UP = /^(?:Lab |lab-)/

function fresh(name: string, value: unknown, asNamed: boolean): unknown {
  if (typeof value !== 'string') return value
  const isAddress = /^[^@\s]+@[^@\s]+$/.test(value)
  if (isAddress || /user_?name|login|handle|nick/i.test(name)) return asNamed ? value : isAddress ? value.replace('@', '2@') : `${value}2`
  if (/phone|mobile|tel$/i.test(name)) return value.replace(/\d(?=\d{3}$)/, digit => String((Number(digit) + 1) % 10))
  if (/^[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}$/i.test(value)) return uuidOf(value)
  return MADE_UP.test(value) ? `${value} 2` : value
}
