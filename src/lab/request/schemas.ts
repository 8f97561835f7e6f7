import { codeWith } from '#database/code'
import { bare, chainOf, type Chain, entriesOf, text, walkTree, type Expression } from '#database/tree'
import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import { daysToCome } from './days.js'
import { bodyClass, readDtos } from './dto.js'
import { ANY, type Hint, type Schema, type SchemaBook } from './hint.js'
import { plausible, uuidOf } from './value.js'

export function readSchemas(source: Source): SchemaBook {
  return [...writtenOut(source), ...readDtos(source)]
}

function writtenOut(source: Source): SchemaBook {
  return codeWith(source, /\b(?:z|zod|yup|Yup|v|Joi|joi)\s*\.\s*(?:object|strictObject|looseObject)\b/).flatMap(file => {
    const found: Schema[] = []
    walkTree(file.program, (node, parents) => {
      if (node.type !== 'CallExpression') return
      const chain = chainOf(node as unknown as Expression)
      const first = chain?.links[0]
      if (!first || !/^(?:object|strictObject|looseObject)$/.test(first.name) || chain.links.at(-1)!.name !== first.name) return
      const fields = fieldsOf(first.args[0] as Expression | undefined)
      const declared = parents.findLast(parent => parent.type === 'VariableDeclarator') as unknown as { id?: { name?: string } } | undefined
      if (fields) found.push({ name: declared?.id?.name ?? '', file: file.path, fields })
    })
    return found
  })
}

/** The schema that a route's body goes through: named or written where the route's work is done, and holding the fields that the code reads. */
export function schemaFor(route: Route, known: readonly string[], book: SchemaBook, source: Source): Schema | undefined {
  const declared = bodyClass(route, source)
  const typed = declared === undefined ? undefined : book.find(({ name }) => name === declared)
  if (typed) return typed
  const [own, ...beyond] = workplaces(route)
  const here = schemaIn(own!, route.at.line, known, book, source)
  if (here) return here
  // Further away it has to be about the same things.
  const isAlike = ({ fields }: Schema): boolean => known.length > 0 && known.filter(name => fields.has(name)).length * 2 > known.length
  return beyond.map(file => schemaIn(file, 0, known, book, source)).find(found => found !== undefined && isAlike(found))
}

const MOST_FILES = 6

/** The route's own file, and those in which it asks the database or the outside. */
const workplaces = (route: Route): readonly string[] =>
  [...new Set([route.at.file, ...route.effects.map(({ at }) => at.file)])].slice(0, MOST_FILES)

function schemaIn(file: string, line: number, known: readonly string[], book: SchemaBook, source: Source): Schema | undefined {
  const code = source.file(file)?.text() ?? ''
  const own = new Set(book.flatMap(schema => (schema.file === file ? [schema.name] : [])))
  const near = book
    // What is declared here is meant here, whatever has the same name elsewhere.
    .filter(schema => schema.file === file || !own.has(schema.name))
    .filter(schema => (schema.name === '' ? schema.file === file : new RegExp(`\\b${schema.name}\\b`).test(code)))
    .map(schema => {
      const shared = known.filter(name => schema.fields.has(name)).length
      return { schema, points: shared * 3 - (known.length - shared) * 2 - Math.abs(nearest(code, schema.name) - line) / 1000 }
    })
    .toSorted((a, b) => b.points - a.points)
  const [best] = near
  if (!best) return undefined
  const shared = known.filter(name => best.schema.fields.has(name)).length
  // With nothing to go by, a schema fits only where it is the only one at hand.
  return shared > 0 || (known.length === 0 && near.length === 1) ? best.schema : undefined
}

/** Line of the last mention, where the schema is used. */
function nearest(code: string, name: string): number {
  const at = name === '' ? -1 : code.lastIndexOf(name)
  return at < 0 ? 0 : code.slice(0, at).split('\n').length
}

/** A value that the schema lets through. */
export function valueOf(name: string, hint: Hint, seed: string): unknown {
  if (hint.options.length > 0) return hint.options[0]
  switch (hint.type) {
    case 'boolean':
      return true
    case 'array':
      return hint.item && (hint.least ?? 1) > 0 ? [valueOf(name.replace(/s$/, ''), hint.item, seed)] : []
    case 'object':
      return Object.fromEntries(
        [...(hint.fields ?? [])].filter(([, inner]) => !inner.optional).map(([key, inner]) => [key, valueOf(key, inner, seed)]),
      )
    case 'date':
      return daysToCome().begins
    case 'number': {
      const made = plausible(name, ['number'], seed)
      const number = typeof made === 'number' ? made : 1
      return Math.min(Math.max(number, hint.least ?? -Infinity), hint.most ?? Infinity)
    }
    default:
      return textOf(name, hint, seed)
  }
}

function textOf(name: string, hint: Hint, seed: string): string {
  if (hint.format === 'uuid' || hint.format === 'guid') return uuidOf(`${seed}${name}`)
  if (hint.format === 'cuid' || hint.format === 'cuid2') return `c${uuidOf(`${seed}${name}`).replaceAll('-', '').slice(0, 24)}`
  if (hint.format === 'datetime') return daysToCome().begins
  if (hint.format === 'date') return daysToCome().begins.slice(0, 10)
  if (hint.format === 'email' || hint.format === 'url') return String(plausible(hint.format, [], seed))
  const matching = hint.pattern && matchOf(hint.pattern)
  if (matching) return matching
  const made = String(plausible(name, ['string'], seed))
  const long = made.length < (hint.least ?? 0) ? made.padEnd(hint.least!, ' lab') : made
  return hint.most !== undefined && long.length > hint.most ? long.slice(0, hint.most).trim() : long
}

/** The first of a few ordinary texts that a pattern accepts. */
function matchOf(pattern: string): string | undefined {
  try {
    const regex = new RegExp(pattern)
    return [
      'lab-item',
      'LAB123',
      'lab',
      'LAB',
      '123456',
      '12345',
      '1234',
      '+14155550123',
      '4155550123',
      '94110',
      daysToCome().begins.slice(0, 10),
      '10:00',
      '#336699',
      'US',
      'usd',
      'Ada Lovelace',
      'lab_item1',
    ].find(text => regex.test(text))
  } catch {
    return undefined
  }
}

function fieldsOf(node: Expression | undefined): ReadonlyMap<string, Hint> | undefined {
  const plain = bare(node)
  if (plain?.type !== 'ObjectExpression') return undefined
  return new Map(entriesOf(plain).map(({ name, value }) => [name, hintOf(value)]))
}

const TYPES: Readonly<Record<string, Hint['type']>> = {
  string: 'string',
  number: 'number',
  bigint: 'number',
  int: 'number',
  boolean: 'boolean',
  bool: 'boolean',
  array: 'array',
  object: 'object',
  strictObject: 'object',
  looseObject: 'object',
  record: 'object',
  date: 'date',
}
const FORMATS = new Set(['email', 'uuid', 'guid', 'url', 'uri', 'datetime', 'isoDate', 'cuid', 'cuid2', 'date', 'int', 'integer'])

function hintOf(node: Expression | undefined): Hint {
  const chain = chainOf(node)
  if (!chain) return ANY
  const links = chain.links
  const type = links.map(({ name }) => TYPES[name]).find(one => one !== undefined)
  const format = links.find(({ name }) => FORMATS.has(name))?.name
  const arrayOf = links.find(({ name }) => name === 'array' || name === 'items')
  const before = links.indexOf(arrayOf!)
  const fields = fieldsOf(
    links.find(({ name }) => /^(?:object|strictObject|looseObject|shape)$/.test(name))?.args[0] as Expression | undefined,
  )
  const own: Hint = {
    ...ANY,
    type:
      type ??
      (format !== undefined && format !== 'int'
        ? 'string'
        : links.some(({ name }) => /^(?:enum|picklist|oneOf|valid)$/.test(name))
          ? 'string'
          : 'any'),
    optional: isOptional(chain),
    options: optionsOf(chain),
    format: format === 'isoDate' ? 'datetime' : format === 'uri' ? 'url' : format,
    least: limitOf(chain, /^(?:min|gte|minLength|minValue|nonnegative|positive|length)$/),
    most: limitOf(chain, /^(?:max|lte|maxLength|maxValue|length)$/),
    pattern: patternOf(chain),
    ...(fields && { fields }),
  }
  if (!arrayOf) return own
  // `z.array(item)` or `item.array()`.
  const item = arrayOf.args[0] ? hintOf(arrayOf.args[0] as Expression) : before > 0 ? { ...own, optional: false } : ANY
  return { ...own, type: 'array', options: [], item }
}

/** Joi and yup ask for what must be there; zod and valibot say what may be left out. */
const isOptional = ({ links }: Chain): boolean =>
  links.some(({ name }) => /^(?:optional|nullish|default|catch|notRequired|prefault|exactOptional)$/.test(name))

function optionsOf({ links }: Chain): (string | number)[] {
  for (const { name, args } of links) {
    if (!/^(?:enum|nativeEnum|literal|oneOf|valid|picklist|union)$/.test(name)) continue
    const items = args.flatMap(arg => {
      const plain = bare(arg as Expression)
      return plain?.type === 'ArrayExpression' ? (plain.elements as (Expression | null)[]) : [plain]
    })
    const options = items.flatMap(item => {
      const plain = bare(item ?? undefined)
      const literal = plain?.type === 'Literal' && typeof plain.value === 'number' ? plain.value : text(plain)
      if (literal !== undefined) return [literal]
      return plain?.type === 'CallExpression' ? optionsOf(chainOf(plain) ?? { links: [] }) : []
    })
    if (options.length > 0) return options
  }
  return []
}

function limitOf({ links }: Chain, named: RegExp): number | undefined {
  for (const { name, args } of links) {
    if (!named.test(name)) continue
    const plain = bare(args[0] as Expression | undefined)
    if (plain?.type === 'Literal' && typeof plain.value === 'number') return plain.value
    if (name === 'positive') return 1
    if (name === 'nonnegative') return 0
  }
  return undefined
}

function patternOf({ links }: Chain): string | undefined {
  const plain = bare(links.find(({ name }) => /^(?:regex|pattern|matches)$/.test(name))?.args[0] as Expression | undefined)
  return plain?.type === 'Literal' && 'regex' in plain && plain.regex ? plain.regex.pattern : undefined
}
