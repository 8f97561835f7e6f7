import type { LabAnswer, LabRequest } from '../lab.js'
import { documentKey, internationalOf, plausible, uuidOf } from './value.js'

interface Complaint {
  readonly path: readonly string[]
  readonly says: string
}

/**
 * Changes a refused request by what the refusal says: adds a field that it misses, mends one that it complains about.
 * `undefined` where the answer names no field of the body.
 */
export function adapt(request: LabRequest, answer: LabAnswer): LabRequest | undefined {
  if (['GET', 'HEAD'].includes(request.method)) return undefined
  if (answer.status !== 400 && answer.status !== 422 && !(answer.status > 400 && OF_THE_DATABASE.test(answer.text))) return undefined
  const fields = (request.form ?? request.body ?? {}) as Record<string, unknown>
  const named = complaintsOf(answer)
  // A sentence for people names a field by its words: `Phone number must be 10 digits`.
  const meant = named.some(({ path }) => path[0]! in fields) ? [] : mentioned(answer, Object.keys(fields))
  const complaints = meant.length > 0 ? meant : named
  if (complaints.length === 0 && !UNWANTED.test(answer.text)) return undefined
  let changed = fields
  for (const { path, says } of complaints) {
    const now = at(changed, path)
    const value = NOT_HERE.test(says) && path.length === 1 ? undefined : mended(path.at(-1)!, now, says)
    if (JSON.stringify(value) !== JSON.stringify(now)) changed = set(changed, path, value) as Record<string, unknown>
  }
  const unwanted = new Set([...answer.text.matchAll(new RegExp(UNWANTED, 'g'))].map(([, name]) => name!))
  if (unwanted.size > 0) changed = Object.fromEntries(Object.entries(changed).filter(([name]) => !unwanted.has(name)))
  if (changed === fields) return undefined
  return request.form ? { ...request, form: changed as Record<string, string> } : { ...request, body: changed }
}

/** Many an app answers 500 with what its database layer said of the body: Mongoose, Sequelize, Prisma, Postgres. */
const OF_THE_DATABASE =
  /validation failed: |24 character hex string|\bValidatorError\b|Path `[\w.]+` is required|Cast to \w+ failed for value|notNull Violation|violates not-null constraint|Argument `\w+`(?: is missing|: Invalid value)/

/** What such a sentence says of a field, in words that are understood below. */
const ITS_WORDS: readonly (readonly [RegExp, (kind: string) => string])[] = [
  [/Path `(?<name>[\w.]+)` is required/g, () => 'is required'],
  [/Cast to (?<kind>\w+) failed for value [^\n]{0,200}? at path "(?<name>[\w.]+)"/g, kind => `cast to ${kind}`],
  [/notNull Violation: \w+\.(?<name>\w+) cannot be null/g, () => 'is required'],
  [/null value in column "(?<name>\w+)"/g, () => 'is required'],
  [/Argument `(?<name>\w+)` is missing/g, () => 'is required'],
  [/Argument `(?<name>\w+)`: Invalid value provided\. Expected (?<kind>\w+)/g, kind => `cast to ${PRISMA[kind] ?? kind}`],
]
const PRISMA: Readonly<Record<string, string>> = { Int: 'Number', Float: 'Number', Decimal: 'Number', BigInt: 'Number', DateTime: 'Date' }

/** It may be given in another case, and not in this one. */
const NOT_HERE = /\bonly (?:be )?(?:allowed|valid|permitted|used)\b|\b(?:is|are) not allowed\b|\bmust (?:not be|be empty|be omitted)\b/i

/** As Nest's `ValidationPipe` says it of what a class does not name. */
const UNWANTED = /property \W{0,2}(\w+)\W{0,2} should not exist/

function complaintsOf(answer: LabAnswer): readonly Complaint[] {
  const found = new Map<string, Complaint>()
  const note = (path: readonly string[], says: string): void => {
    const clean = path.filter(part => !/^(?:body|data)$/.test(part) || path.length === 1)
    if (clean.length > 0 && clean.length < 6)
      found.set(clean.join('.'), { path: clean, says: `${found.get(clean.join('.'))?.says ?? ''} ${says}` })
  }
  const visit = (value: unknown, depth: number): void => {
    if (depth > 8 || typeof value !== 'object' || value === null) return typeof value === 'string' ? sentence(value) : undefined
    if (Array.isArray(value)) return value.forEach(item => visit(item, depth + 1))
    const record = value as Record<string, unknown>
    const path = record['path'] ?? record['field'] ?? record['param'] ?? record['property']
    const names = Array.isArray(path)
      ? path.map(String)
      : typeof path === 'string' && path.length < 60 && !path.startsWith('/')
        ? path.split('.')
        : undefined
    // Joi's own label says where in the list: `"items[0].id" is required`.
    const label = /^"([\w.[\]]+)"/.exec(String(record['message'] ?? record['msg'] ?? ''))?.[1]
    if (names?.length === 1 && label?.startsWith(names[0]!))
      return note(label.split(/[.[\]]+/).filter(Boolean), JSON.stringify({ ...record, path: undefined }))
    if (names?.length) return note(names, JSON.stringify({ ...record, path: undefined }))
    const errors = record['fieldErrors'] ?? record['errors']
    if (typeof errors === 'object' && errors !== null && !Array.isArray(errors))
      for (const [field, says] of Object.entries(errors))
        if (/^[\w.]+$/.test(field) && (typeof says === 'string' || Array.isArray(says))) note(field.split('.'), JSON.stringify(says))
    for (const inner of Object.values(record)) visit(inner, depth + 1)
  }
  const sentence = (text: string): void => {
    if (text.trimStart().startsWith('[') || text.trimStart().startsWith('{')) {
      try {
        return visit(JSON.parse(text), 1)
      } catch {
        // Not JSON after all: read it as prose.
      }
    }
    // Its other words name nothing of the body.
    if (OF_THE_DATABASE.test(text)) return database(text)
    for (const [, names = '', says = ''] of text.matchAll(
      /["'`]?\b([A-Za-z_]\w*(?:\.\w+)*)["'`]? ((?:is|are|must|should|cannot|needs)\b[^.;\n]*)/g,
    ))
      if (!STOP.has(names.toLowerCase())) note(names.split('.'), says)
    for (const [, list = ''] of text.matchAll(/(?:missing|required)[^:]*:\s*([\w\s,'"`]+)/gi))
      for (const name of list.match(/[A-Za-z_]\w+/g) ?? []) if (!STOP.has(name.toLowerCase())) note([name], 'is required')
    for (const [, list = ''] of text.matchAll(/^((?:\w+, )*\w+,? and \w+) are required/gi))
      for (const name of list.match(/[A-Za-z_]\w+/g) ?? []) if (name !== 'and') note([lowerFirst(name)], 'is required')
  }
  const database = (text: string): void => {
    for (const [pattern, says] of ITS_WORDS)
      for (const { groups: { name = '', kind = '' } = {} } of text.matchAll(pattern))
        if (name !== '_id' && name !== 'id') note(name.split('.'), says(kind))
  }
  if (answer.json === undefined) sentence(answer.text.slice(0, 2000))
  else visit(answer.json, 0)
  return [...found.values()].slice(0, 20)
}

/** It speaks of what a value has to look like, and of nothing else. */
const FORM = /^(?![\s\S]*(?:exist|taken|already|e-?mail))[\s\S]*(?:\d[ -]?digits?\b|(?:at least|at most) \d)/i

function mentioned(answer: LabAnswer, names: readonly string[]): readonly Complaint[] {
  const said = typeof answer.json === 'object' ? JSON.stringify(answer.json) : answer.text.slice(0, 500)
  const text = said.length < 500 && FORM.test(said) ? said.toLowerCase() : ''
  return names
    .filter(
      name => name.length > 2 && new RegExp(`\\b${name.replaceAll(/([a-z])([A-Z])|[_-]/g, '$1[ _-]?$2').toLowerCase()}\\b`).test(text),
    )
    .map(name => ({ path: [name], says: text }))
}

const STOP = new Set([
  'this',
  'that',
  'it',
  'request',
  'input',
  'fields',
  'field',
  'validation',
  'all',
  'you',
  'value',
  'invalid',
  'and',
  'or',
  'the',
  'a',
  'body',
  'data',
  'error',
  'message',
  'there',
  'which',
])
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function mended(name: string, now: unknown, says: string): unknown {
  const options = optionsIn(says)
  if (options.length > 0) return options[0]
  const seed = 'lab'
  const cast = /cast to (\w+)/i.exec(says)?.[1]?.toLowerCase()
  if (cast === 'objectid') return documentKey(name)
  if (cast === 'number' || cast === 'decimal128')
    return typeof now === 'string' && now.trim() !== '' && Number.isFinite(Number(now)) ? Number(now) : 1
  if (cast === 'boolean') return true
  if (cast === 'date') return plausible('date', [], seed)
  if (cast === 'string') return typeof now === 'object' ? plausible(name, ['string'], seed) : String(now)
  if (cast === 'array' || cast === 'embedded' || cast === 'object' || cast === 'map') return cast === 'array' ? [] : {}
  if (/nested object field|to primitive value/i.test(says)) return typeof now === 'object' ? now : {}
  if (/24 character hex|objectid/i.test(says)) return documentKey(name)
  if (/uuid/i.test(says)) return uuidOf(name)
  if (/email/i.test(says)) return plausible('email', [], seed)
  if (/\burl\b|\buri\b/i.test(says)) return plausible('url', [], seed)
  if (/expected[^a-z]*(?:array|list)|must be an array/i.test(says)) return now === undefined ? [] : [now].flat()
  if (/expected[^a-z]*(?:number|int)|must be (?:a|an) (?:\w+ )?(?:number|integer)|numeric/i.test(says))
    return Number.isFinite(Number(now)) && now !== null && now !== '' && typeof now !== 'boolean' ? Number(now) : 1
  if (/expected[^a-z]*boolean|must be a boolean|accept/i.test(says)) return true
  if (/expected[^a-z]*string|must be a string/i.test(says))
    return now === undefined || typeof now === 'object' ? plausible(name, ['string'], seed) : String(now)
  if (/expected[^a-z]*(?:date)|iso ?8601|valid date/i.test(says)) {
    const day = String(plausible(/date|day/i.test(name) ? name : 'date', [], seed))
    return /yyyy-mm-dd/i.test(says) || now === day ? day.slice(0, 10) : day
  }
  if (/expected[^a-z]*(?:object|record)|must be (?:an|of type) object/i.test(says)) return {}
  if (Array.isArray(now) && now.length === 0 && /at least 1\b|non-?empty|not be empty/i.test(says)) return [{}]
  if (/phone|mobile/i.test(name) && /international|country code|E\.?164|\+/i.test(says)) return internationalOf(String(now))
  const [, digits] = /\b(\d{1,2})[ -]?digits?\b/.exec(says) ?? []
  if (digits && (typeof now === 'string' || typeof now === 'number'))
    return String(now).replaceAll(/\D/g, '').padStart(Number(digits), '4').slice(-Number(digits))
  const [, from, to] = /\b(\d{1,3})\s*(?:-|–|to|and)\s*(\d{1,4}) char/i.exec(says) ?? []
  if (from && to && typeof now === 'string' && (now.length < Number(from) || now.length > Number(to)))
    return now.padEnd(Number(from), ' lab').slice(0, Number(to))
  const [, least] = /(?:at least|minimum(?: of)?|min(?:imum)?["':\s]+|>=)\s*(\d+)/i.exec(says) ?? []
  if (least && typeof now === 'string' && now.length < Number(least) && Number(least) < 500) return now.padEnd(Number(least), ' lab')
  const [, most] = /(?:at most|maximum(?: of)?|max(?:imum)?["':\s]+|<=)\s*(\d+)/i.exec(says) ?? []
  if (most && typeof now === 'string' && now.length > Number(most)) return now.slice(0, Number(most))
  return now ?? plausible(name, [], seed)
}

/** `expected one of "a"|"b"`, `must be one of: a, b`, `"values":["a","b"]`. */
function optionsIn(said: string): readonly string[] {
  // Mongoose says it twice: in its sentence, which names the field last, and as a list beside it.
  const says = said.replaceAll('\\', '').replaceAll(/is not a valid enum value for path [`'"][\w.]+[`'"]\.?/g, '')
  const [, listed] = /"(?:enumValues|enum|options|values|allowedValues)":\[([^\]]+)\]/.exec(says) ?? []
  if (listed) return [...listed.matchAll(/"([^"]{1,60})"/g)].map(match => match[1]!)
  const [, list] = /(?:one of|options["':\s]+|values["':\s]+|enum["':\s]+)[^\w"'`[]*(.+)/i.exec(says) ?? []
  if (!list)
    return [...(/\bmust be ((?:['"`][\w -]{1,40}['"`](?:,? or |, )?){2,})/i.exec(says)?.[1] ?? '').matchAll(/['"`]([^'"`]+)['"`]/g)].map(
      ([, one]) => one!,
    )
  const quoted = [...list.matchAll(/["'`]([^"'`]+)["'`]/g)].map(match => match[1]!).filter(text => /^[\w -]{1,40}$/.test(text))
  return quoted.length > 0 ? quoted : (list.match(/^[\w-]+(?:\s*[,|]\s*[\w-]+)+/)?.[0].split(/\s*[,|]\s*/) ?? [])
}

function at(value: unknown, [part, ...rest]: readonly string[]): unknown {
  if (part === undefined) return value
  return typeof value === 'object' && value !== null ? at((value as Record<string, unknown>)[part], rest) : undefined
}

function set(into: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value
  if (Array.isArray(into)) return into.map((item, index) => (String(index) === part ? set(item, rest, value) : item))
  const object = typeof into === 'object' && into !== null ? (into as Record<string, unknown>) : {}
  return { ...object, [part]: set(object[part], rest, value) }
}
