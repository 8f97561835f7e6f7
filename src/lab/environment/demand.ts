import { made } from './secret.js'

/** What an app's own schema of its environment asks of one variable. */
export interface Demand {
  readonly kind: 'text' | 'number' | 'boolean' | 'url' | 'email'
  readonly choices: readonly string[]
  /** It has a default, or may be missing. */
  readonly optional: boolean
  /** How many characters a text must have, where that is more than usual or just that many. */
  readonly length: number | undefined
}

/** `NAME: z.string()`, `NAME: Joi.string()`, `NAME: str({…})` of envalid, `NAME: { type: 'string' }` of a JSON schema. */
const MEMBER =
  /(?<![\w$.])['"]?([A-Z][A-Z\d]*(?:_[A-Z\d]+)*)['"]?\s*:\s*(?=(?:z|v|Joi|joi|yup|Yup|Type)\s*\.|(?:str|num|port|url|email|bool|host|json)\(|\{\s*type\s*:)/g
const ABOUT_THE_ENVIRONMENT = /process\.env|import\.meta\.env|validationSchema|@fastify\/env|createEnv|cleanEnv/

/** Any secret that is made up has as many. */
const USUAL = 32

/** Reads the schemas by which an app holds its environment to be complete: where one is not met, it ends when it starts. `known`: what it reads anyway. */
export function demandsIn(texts: readonly string[], known: ReadonlySet<string>): ReadonlyMap<string, Demand> {
  const demands = new Map<string, Demand>()
  for (const text of texts) {
    const about = ABOUT_THE_ENVIRONMENT.test(text)
    for (const match of text.matchAll(MEMBER)) {
      const name = match[1]!
      if (!(about || known.has(name)) || demands.has(name)) continue
      demands.set(name, demandOf(name, ruleAt(text, match.index + match[0].length), text))
    }
  }
  return demands
}

const READ_AS_NUMBER =
  /\b(?:Number|parseInt|parseFloat)\(\s*(?:process\.env\.|import\.meta\.env\.|(?:process\.env|import\.meta\.env)\[['"`]|Deno\.env\.get\(['"`])([A-Z][A-Z\d_]*)/g

/** Variables that code reads as numbers: what is none becomes `NaN`, and fails far from here. */
export const numbersIn = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap(text => [...text.matchAll(READ_AS_NUMBER)].map(([, name]) => name!)))

/** A number for it: a share in hundredths or ten-thousandths, an amount otherwise. */
export const madeNumber = (name: string): string => (/BPS|BASIS/.test(name) ? '500' : /RATE|RATIO|FRACTION/.test(name) ? '0.1' : '10')

/** The value where it is what the schema asks for, else one that is. */
export function fitting(value: string | undefined, name: string, demand: Demand | undefined, seed: string): string | undefined {
  if (!demand || (value === undefined && demand.optional)) return value
  if (demand.choices.length > 0)
    return value !== undefined && demand.choices.includes(value)
      ? value
      : (demand.choices.find(one => /^(?:production|info|false)$/.test(one)) ?? demand.choices[0])
  if (value !== undefined && SHAPE[demand.kind].test(value)) return value
  return substitute(demand.kind, name, seed, demand.length)
}

const SHAPE: Readonly<Record<Demand['kind'], RegExp>> = {
  text: /^/,
  number: /^-?\d+(?:\.\d+)?$/,
  boolean: /^(?:true|false|0|1)$/,
  url: /^[a-z][\w+.-]*:\S+$/,
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
}

function substitute(kind: Demand['kind'], name: string, seed: string, length = USUAL): string {
  switch (kind) {
    case 'number':
      return '1'
    case 'boolean':
      return 'false'
    case 'url':
      return 'https://service.lab.example'
    case 'email':
      return 'shop@lab.example'
    case 'text':
      return made(seed, name, length)
  }
}

function demandOf(name: string, rule: string, text: string): Demand {
  const asJson = rule.startsWith('{')
  const listed = /\b(?:enum|valid|oneOf|choices|picklist|equal)\b[^[('"]*[[(]?\s*\[?((?:\s*['"][^'"\n]*['"]\s*,?)+)/.exec(rule)?.[1]
  const literals = [...rule.matchAll(/\bliteral\(\s*['"]([^'"\n]*)['"]/g)].map(([, one]) => one!)
  return {
    kind: kindOf(rule),
    choices: listed ? [...listed.matchAll(/['"]([^'"\n]*)['"]/g)].map(([, one]) => one!) : literals,
    optional:
      /\.(?:optional|default|nullish|catch|prefault|nullable)\(|\b(?:default|devDefault)\s*:|^v\.optional|^Type\.Optional/.test(rule) ||
      (asJson && !requiredIn(text).has(name)) ||
      (/^joi\b/i.test(rule) && !/\.required\(/.test(rule)) ||
      (/^yup\b/i.test(rule) && !/\.required\(/.test(rule)),
    length: lengthIn(rule),
  }
}

function lengthIn(rule: string): number | undefined {
  const [, how, digits] = /\.(length|min)\(\s*(\d+)/.exec(rule) ?? []
  return digits !== undefined && (how === 'length' || Number(digits) > USUAL) ? Number(digits) : undefined
}

function kindOf(rule: string): Demand['kind'] {
  if (/\burl\s*\(|\.uri\s*\(|format\s*:\s*['"]ur[il]['"]/i.test(rule)) return 'url'
  if (/\bemail\s*\(|format\s*:\s*['"]email['"]/.test(rule)) return 'email'
  if (/\b(?:number|num|port|int)\s*\(|type\s*:\s*['"](?:number|integer)['"]|\bNumber\(/.test(rule)) return 'number'
  return /\b(?:boolean|bool|stringbool)\s*\(|type\s*:\s*['"]boolean['"]/.test(rule) ? 'boolean' : 'text'
}

/** Names in the `required` lists of JSON schemas. */
const requiredIn = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/\brequired\s*:\s*\[([^\]]*)\]/g)].flatMap(([, list]) =>
      [...list!.matchAll(/['"](\w+)['"]/g)].map(([, one]) => one!),
    ),
  )

/** Up to the comma or bracket that ends the member. */
function ruleAt(text: string, start: number): string {
  let depth = 0
  for (let at = start; at < text.length && at < start + 600; at++) {
    const letter = text[at]!
    if ('([{'.includes(letter)) depth++
    else if (')]}'.includes(letter)) depth--
    if (depth < 0 || (depth === 0 && letter === ',')) return text.slice(start, at)
    if (letter === "'" || letter === '"') {
      const end = text.indexOf(letter, at + 1)
      if (end > 0) at = end
    }
  }
  return text.slice(start, start + 600)
}
