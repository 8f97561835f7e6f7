import { type Fact, originsIn, type Value } from '#plugins/value'

/** Classes of errors that anything may throw, or that hold what a database says. */
const ANY = /^(Error|AggregateError|EvalError|class)$|Prisma|Sequelize|Mongo|Database|QueryFailed|Postgres|Sql/i
const ENVIRONMENT = /^(NODE_ENV|VERCEL_ENV|APP_ENV|ENV|ENVIRONMENT|DENO_ENV|NEXT_PUBLIC_(VERCEL_)?ENV|DEBUG|IS_?DEV\w*|DEV|PROD|MODE)$/i

/** What is known of an error on a path: that it is of a kind that the app itself throws, or that only developers get there. */
export function expectedBy(facts: readonly Fact[]): string | undefined {
  if (!known.has(facts)) known.set(facts, askedOf(facts))
  return known.get(facts)
}

// Every value of an effect, and every effect of a stretch of code, asks the same of the same facts.
const known = new WeakMap<readonly Fact[], string | undefined>()

function askedOf(facts: readonly Fact[]): string | undefined {
  let found: string | undefined
  for (const fact of facts) {
    if (fact.kind !== 'condition') continue
    if (isDevelopment(fact.value, fact.truthy)) return 'development'
    if (isExpected(fact.value, fact.truthy)) found = 'expected'
  }
  return found
}

function isExpected(value: Value, truthy: boolean): boolean {
  if (value.k === 'computed' && value.how === '!') return isExpected(value.of[0]!, !truthy)
  // Whichever of the two it was, it was one of these.
  if (value.k === 'computed' && value.how === (truthy ? '||' : '&&'))
    return value.of.every(part => isExpected(part, truthy) || isDevelopment(part, truthy))
  if (value.k === 'computed' && value.how === (truthy ? '&&' : '||')) return value.of.some(part => isExpected(part, truthy))
  return isClientStatus(value, truthy) || (truthy && namesKind(value))
}

/** `error.status < 500`: whoever made the error gave it a status, and meant it for the caller. */
function isClientStatus(value: Value, truthy: boolean): boolean {
  if (value.k !== 'computed') return false
  const [a, b] = value.of
  return (
    value.how === (truthy ? '<' : '>=') &&
    b?.k === 'literal' &&
    b.value === 500 &&
    originsIn([a!]).some(one => one.from === 'error' && /^(?:status|statusCode)$/.test(one.path.at(-1) ?? ''))
  )
}

function isDevelopment(value: Value, truthy: boolean): boolean {
  if (value.k === 'computed' && value.how === '!') return isDevelopment(value.of[0]!, !truthy)
  if (value.k === 'origin')
    return value.from === 'env' && ENVIRONMENT.test(value.name ?? '') && /^(PROD|MODE|ENV)$/i.test(value.name ?? '') === !truthy
  if (value.k !== 'computed' || !/^[!=]==?$/.test(value.how)) return false
  const [a, b] = value.of
  if (!originsIn([value]).some(one => one.from === 'env' && ENVIRONMENT.test(one.name ?? ''))) return false
  const text = [a, b].map(one => (one?.k === 'literal' ? String(one.value) : '')).join('')
  const equal = value.how.startsWith('=') === truthy
  return /prod|live/i.test(text) ? !equal : /dev|local|test/i.test(text) && equal
}

/** `error instanceof ApiError`, `error.code === 'P2002'`, `isAxiosError(error)`, `err.isOperational`. */
function namesKind(value: Value): boolean {
  if (value.k === 'origin')
    return (
      value.from === 'error' &&
      value.path.length > 0 &&
      /^(isOperational|expose|status|statusCode|errorCode|code|errors|issues|isBoom|isJoi|type)$/.test(value.path.at(-1)!)
    )
  if (value.k !== 'computed' || !originsIn([value]).some(one => one.from === 'error')) return false
  if (value.how.startsWith('instanceof ')) return !ANY.test(value.how.slice('instanceof '.length))
  if (/^===?$/.test(value.how))
    return (
      value.of.some(one => one.k === 'literal' && typeof one.value !== 'boolean' && one.value !== null && one.value !== undefined) &&
      !value.of.some(one => one.k === 'computed' && one.how === 'typeof')
    )
  return /^call (is[A-Z]\w*|includes|startsWith|test|has)$/.test(value.how)
}
