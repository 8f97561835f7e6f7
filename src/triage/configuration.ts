import { Failure } from '#base/failure'

/** A finding that its owner has decided to live with, and why. */
export interface Acceptance {
  readonly finding?: string
  readonly check?: string
  /** A file, or a folder with everything below it. */
  readonly path?: string
  readonly reason: string
}

/** What `seaworthy.json` may say. */
export interface Configuration {
  readonly accept: readonly Acceptance[]
  /** Tables, views and buckets whose rows are for everyone to read. */
  readonly public?: readonly string[]
}

export const EMPTY_CONFIGURATION: Configuration = { accept: [] }

/** Reads `seaworthy.json`; `name` is how messages call it. */
export function parseConfiguration(text: string, name = 'seaworthy.json'): Configuration {
  const document = parseObject(text, name)
  for (const key of Object.keys(document))
    if (key !== 'accept' && key !== 'public' && key !== '$schema')
      throw invalid(`\`${name}\` has the unknown key \`${key}\`.`, 'Remove it; the keys are `accept` and `public`.')
  const { accept = [], public: open } = document
  if (open !== undefined && !(Array.isArray(open) && open.every(each => typeof each === 'string')))
    throw invalid(
      `\`public\` in \`${name}\` is not a list of names.`,
      'Write it as `"public": ["products", "categories"]`: tables whose rows everyone may read.',
    )
  if (!Array.isArray(accept)) throw invalid(`\`accept\` in \`${name}\` is not a list.`, HOW)
  return {
    accept: accept.map((entry: unknown, index) => parseAcceptance(entry, `\`accept[${index}]\` in \`${name}\``)),
    ...(open !== undefined && { public: open as string[] }),
  }
}

const HOW =
  'Write it as `"accept": [{ "check": "area/id", "path": "src/file.ts", "reason": "why this is fine" }]`, or name a `"finding"` by its id.'
const KEYS = ['finding', 'check', 'path', 'reason'] as const

function parseAcceptance(entry: unknown, where: string): Acceptance {
  if (!isObject(entry)) throw invalid(`${where} is not an object.`, HOW)
  for (const [key, value] of Object.entries(entry)) {
    if (!(KEYS as readonly string[]).includes(key)) throw invalid(`${where} has the unknown key \`${key}\`.`, HOW)
    if (typeof value !== 'string' || value.trim() === '') throw invalid(`\`${key}\` of ${where} is not a text.`, HOW)
  }
  const acceptance = entry as unknown as Acceptance
  if (acceptance.reason === undefined)
    throw invalid(`${where} gives no reason.`, 'Add a `"reason"`: the next reader must know why this is fine.')
  const byFinding = acceptance.finding !== undefined && acceptance.check === undefined && acceptance.path === undefined
  const byPlace = acceptance.finding === undefined && acceptance.check !== undefined && acceptance.path !== undefined
  if (!byFinding && !byPlace) throw invalid(`${where} names neither a \`finding\` nor a \`check\` with its \`path\`.`, HOW)
  return acceptance
}

/** Text as a JSON object, or a Failure that names the file. */
export function parseObject(text: string, name: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw invalid(`\`${name}\` is not valid JSON: ${(error as Error).message}`, 'Correct it, or delete it.')
  }
  if (!isObject(value)) throw invalid(`\`${name}\` does not hold an object.`, 'Correct it, or delete it.')
  return value
}

export const invalid = (message: string, help: string): Failure => new Failure('invalid-configuration', message, help)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
