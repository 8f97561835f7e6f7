import type { Place } from '#base/place'
import type { Run } from '../plugin.js'
import { library, type LibraryValue, literal, native, oneOf, origin, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import type { Strategy } from './strategies.js'

/** Runs the app's code that finds the user, and gives the users that it hands over. */
export function runVerify(run: Run, strategy: Strategy, request: LibraryValue, at: Place): Value | undefined {
  const { verify } = strategy
  if (verify?.k !== 'function') return undefined
  const found: Value[] = []
  const done = native('done', args => {
    if (args[1] && args[1].k !== 'literal') found.push(args[1])
    return UNDEFINED
  })
  const asked = argumentsOf(run, strategy)
  // The callback comes last, whatever a strategy hands over before it.
  const isPassed = run.get(strategy.options, 'passReqToCallback')
  const withRequest = isPassed.k === 'literal' && isPassed.value === true
  const args = withRequest ? [request, ...asked] : asked
  const count = verify.fact.params.length
  const passed =
    count > args.length + 1
      ? [...args, ...Array.from({ length: count - args.length - 1 }, () => UNKNOWN)]
      : args.slice(0, Math.max(count - 1, 0))
  run.branch([], () => void run.call(verify, [...passed, done], at))
  return found.length ? oneOf(found) : undefined
}

/** What the strategy reads from the request, or was told by somebody else. */
function argumentsOf(run: Run, strategy: Strategy): Value[] {
  const field = (option: string, fallback: string): Value => origin('body', [textOf(run.get(strategy.options, option)) ?? fallback])
  switch (strategy.name) {
    case 'jwt':
      return [origin('session', [], { at: strategy.at })]
    case 'bearer':
    case 'headerapikey':
    case 'localapikey':
    case 'token':
      return [origin('headers', ['authorization'])]
    case 'basic':
      return [origin('headers', ['authorization', 'username']), origin('headers', ['authorization', 'password'])]
  }
  switch (strategy.library) {
    case 'passport-local':
      return [field('usernameField', 'username'), field('passwordField', 'password')]
    case 'passport-jwt':
      return [origin('session', [], { at: strategy.at })]
    case 'passport-http-bearer':
      return [origin('headers', ['authorization'])]
    case 'passport-custom':
      return [library('http:request', 'req')]
    case 'openid-client':
      return [library('openid:tokens', 'tokens')]
    default:
      return [UNKNOWN, UNKNOWN, origin('service', [], { name: 'oauth' })]
  }
}

/** A request of its own, for code that runs before any route. */
export const freshRequest = (): LibraryValue => library('http:request', 'req')

export const NOBODY = literal(false)
