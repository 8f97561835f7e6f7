import { isRequest } from '../middleware.js'
import type { LibraryCall, Run } from '../plugin.js'
import { type Fact, library, type LibraryValue, object, origin, UNKNOWN, type Value } from '../value.js'
import type { Place } from '#base/place'

/** Tests of fields of a request, in the order in which they were named. */
export interface Chain {
  readonly parts: readonly ('body' | 'query' | 'params' | 'headers' | 'cookies')[]
  readonly fields: readonly string[]
  readonly tests: readonly string[]
  /** Code of the app that looks at the value: it may ask the database. */
  readonly customs: readonly Value[]
}

const NARROW: Record<string, string> = {
  signed: 'signed number',
  isInt: 'number',
  isFloat: 'number',
  isNumeric: 'number',
  isDecimal: 'number',
  toInt: 'number',
  toFloat: 'number',
  isBoolean: 'boolean',
  toBoolean: 'boolean',
  isIn: 'enum',
  equals: 'enum',
  isUUID: 'uuid',
  isMongoId: 'uuid',
  isEmail: 'email',
  isURL: 'url',
  matches: 'pattern',
  isAlphanumeric: 'pattern',
  isAlpha: 'pattern',
  isISO8601: 'date',
  isDate: 'date',
  toDate: 'date',
}
/** Says that something is there, or tidies it up; what it is nobody has asked. */
const LAX =
  /^(not|notEmpty|isEmpty|exists|optional|trim|ltrim|rtrim|escape|unescape|bail|withMessage|normalizeEmail|default|replace|toLowerCase|toUpperCase|stripLow|if|hide|toArray|customSanitizer|errorMessage)$/

export function chainValue(chain: Chain): LibraryValue {
  return library('express-validator:chain', 'chain', {
    chain,
    middleware: (run: Run, request: LibraryValue, at: Place) => look(run, chain, request, at),
  })
}

/** Every method gives the chain with one more test; `run(req)` looks at once. */
export function chainCall(call: LibraryCall): Value {
  const chain = call.on.data['chain'] as Chain
  const [first] = call.args
  if (call.method === 'run') {
    if (isRequest(first)) look(call.run, chain, first, call.at)
    return library('express-validator:result', 'result', { facts: chain.fields.flatMap(field => factsOf(chain, field)) })
  }
  const isCustom = call.method === 'custom' || call.method === 'customSanitizer'
  return chainValue({
    ...chain,
    tests: [...chain.tests, testOf(call.method, first)],
    customs: isCustom && first ? [...chain.customs, first] : chain.customs,
  })
}

/** `isInt()`, `isFloat({ max: 5 })`: nothing is said of the least. */
export function testOf(method: string, options: Value | undefined): string {
  const isOpen = !options || (options.k === 'object' && !options.spreads.length && !['min', 'gt'].some(key => options.props.has(key)))
  return isOpen && /^is(?:Int|Float|Numeric|Decimal)$/.test(method) ? 'signed' : method
}

/** Fields that were looked at, until `validationResult` is asked what came of it. */
export function checksOf(request: LibraryValue): Fact[] {
  let known = request.data['checks'] as Fact[] | undefined
  if (!known) request.data['checks'] = known = []
  return known
}

function look(run: Run, chain: Chain, request: LibraryValue, at: Place): boolean {
  for (const field of chain.fields) {
    checksOf(request).push(...factsOf(chain, field))
    const value = origin(chain.parts[0]!, pathOf(field))
    for (const custom of chain.customs)
      run.branch(
        [],
        () =>
          void run.call(
            custom,
            [
              value,
              object([
                ['req', request],
                ['path', UNKNOWN],
              ]),
            ],
            at,
          ),
      )
  }
  return true
}

function factsOf(chain: Chain, field: string): Fact[] {
  const found = chain.tests.map(test => NARROW[test]).find(Boolean)
  const narrow = chain.tests.includes('custom') && found === NARROW['signed'] ? 'number' : found
  const isLax = chain.tests.every(test => LAX.test(test))
  const how = isLax ? 'presence' : narrow ? `express-validator ${narrow}` : 'express-validator'
  return chain.parts.map(part => ({ kind: 'checked', origin: origin(part, pathOf(field)), how }))
}

const pathOf = (field: string): string[] =>
  field
    ? field
        .replace(/\[(\w+|\*)\]/g, '.$1')
        .split('.')
        .filter(Boolean)
    : []
