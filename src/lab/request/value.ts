import { createHash } from 'node:crypto'
import type { Column, Table } from '#database/catalogue'
import { daysToCome } from './days.js'

/** What a value of this name is, in a form that ordinary validation lets through. */
export function plausible(name: string, checks: readonly string[], seed: string): unknown {
  const key = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const asked = checks.join(' ')
  if (/uuid/.test(asked)) return uuidOf(`${seed}${name}`)
  if (/email/.test(asked) || /e?mail(address)?$|^e?mailor/.test(key)) return `${seed}@example.com`
  if (/\burl\b/.test(asked) || /(?:url|website|link|image|avatar|photo|picture|thumbnail)$/.test(key))
    return `https://example.com/${seed}.png`
  if (/boolean/.test(asked) || /^(?:is|has|accept|agree|terms|remember|newsletter)/.test(key)) return true
  if (/number|int\b/.test(asked) || NUMERIC.test(key)) return numberOf(key)
  for (const [pattern, make] of BY_NAME) if (pattern.test(key)) return make(seed, key)
  return `Lab ${words(name)}`
}

const NUMERIC =
  /^(?:qty|quantity|count|amount|price|total|cost|fee|rating|stars|score|stock|age|year|limit|page|size|weight|width|height|percent\w*|discount|guests|nights|seats|lat|lng|latitude|longitude)$|(?:price|amount|total|cents|quantity|count|rating)$/

function numberOf(key: string): number {
  if (/cents/.test(key)) return 2000
  if (/rating|stars|score/.test(key)) return 4
  if (/qty|quantity|count|guests|nights|seats|page/.test(key)) return 1
  if (/year/.test(key)) return 2026
  if (/age$/.test(key)) return 30
  if (/percent|discount/.test(key)) return 10
  return 20
}

const BORN = /birth|dob$/

/** What ends does so after it has begun. */
const LATER = /^(?:ends?|to|until|return|checkout|dropoff)|(?:end|until|checkout)$/
const dayOf = (key: string): string => (LATER.test(key) ? daysToCome().ends : daysToCome().begins)

const BY_NAME: readonly (readonly [RegExp, (seed: string, key: string) => unknown])[] = [
  [/passwo?r?d|passphrase|^pass$|^pwd$|confirm|repeat|retype|again|^verify$/, () => PASSWORD],
  [/username|handle|login|nick/, seed => seed.replaceAll(/[^a-z0-9]/gi, '')],
  [/firstname|givenname/, () => 'Ada'],
  [/lastname|surname|familyname/, () => 'Lovelace'],
  [/name$/, () => 'Ada Lovelace'],
  [/phone|mobile|tel$/, () => NATIONAL],
  [/country/, () => 'US'],
  [/currency/, () => 'usd'],
  [/^gender$|^sex$/, () => 'female'],
  [/zip|postal/, () => '94110'],
  [/state|region/, () => 'CA'],
  [/city|town/, () => 'San Francisco'],
  [/address|street|line1/, () => '1 Market Street'],
  [BORN, () => '1990-01-15'],
  [/(?:date|at|day|from|to|start|end|until|deadline|checkin|checkout)$/, (_, key) => dayOf(key)],
  [/time$/, (_, key) => (LATER.test(key) ? '11:00' : '10:00')],
  [/colou?r/, () => '#336699'],
  [/slug/, seed => `lab-${seed}`],
  [/locale|lang/, () => 'en'],
  [/role|type|kind$/, () => 'user'],
  [/status/, () => 'active'],
  [/(?:ids|tags|items|list|skills|categories|images|keywords)$/, () => []],
  [/paymentintent(?:id)?$/, seed => paidIds(seed).intent],
  [/(?:checkout|stripe)session(?:id)?$|^sessionid$/, seed => paidIds(seed).session],
  [/(?:^|[a-z])id$/, seed => uuidOf(seed)],
]

/** What the payment service calls a payment that was made, and the session in which it was. */
export function paidIds(seed: string): { readonly intent: string; readonly session: string } {
  const name = seed.replaceAll(/[^a-z0-9]/gi, '')
  return { intent: `pi_lab${name}`, session: `cs_test_lab${name}` }
}

/** Meets the rules that apps set for a new password. */
export const PASSWORD = 'Lab-Passw0rd!23'

/** A value that fits a column of the database. */
export function fitting(column: Column, table: Table, seed: string): unknown {
  if (column.values) return column.values[0]
  const type = column.type.toLowerCase()
  if (/^uuid/.test(type)) return uuidOf(`${seed}${table.name}${column.name}`)
  if (/bool/.test(type)) return true
  if (/int|serial|numeric|decimal|real|double|float|money|number/.test(type)) return numberOf(column.name.toLowerCase().replaceAll('_', ''))
  if (/json/.test(type)) return {}
  if (/\[\]$|array/.test(type)) return []
  if (/timestamp|date/.test(type))
    return BORN.test(column.name.toLowerCase()) ? '1990-01-15' : dayOf(column.name.toLowerCase().replaceAll('_', ''))
  return plausible(column.field || column.name, [], seed)
}

const words = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase()

/** What one of a list is called: `tagList` holds a `tag`, `categories` a `category`. */
export const oneOf = (list: string): string =>
  list
    .replace(/(?<=\w)_?list$/i, '')
    .replace(/ies$/, 'y')
    .replace(/(?<=[^s])s$/, '')

/** Ten digits, which is what most forms take, and a number that may exist in several countries. */
const NATIONAL = '9876543210'
/** A number that ends alike, as E.164 writes it. */
export const internationalOf = (number: string): string => `+1415555${number.replaceAll(/\D/g, '').slice(-4).padStart(4, '0')}`

/** The same key of a document (an `ObjectId`: 24 hexadecimal digits) for the same text. */
export const documentKey = (text: string): string => createHash('sha1').update(text).digest('hex').slice(0, 24)

/** The same uuid (version 4 in form) for the same text. */
export function uuidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
