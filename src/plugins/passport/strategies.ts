import { kept } from '../kept.js'
import type { Place } from '#base/place'
import type { World } from '../plugin.js'
import { type LibraryValue, textOf, UNDEFINED, type Value } from '../value.js'

/** `guard`: asked on every request with a token; `login`: lets somebody in, who then has a session or is given a token. */
export type StrategyKind = 'guard' | 'login' | 'nobody'

/** A way to find out who is calling, as the app has configured it. */
export interface Strategy {
  readonly name: string
  readonly library: string
  readonly kind: StrategyKind
  readonly options: Value
  /** The app's own code that finds the user. */
  readonly verify: Value | undefined
  readonly at: Place
}

/** Packages of strategies that carry the name under which Passport knows them, where it is not their own last word. */
const NAMES: Record<string, string> = {
  'passport-http-bearer': 'bearer',
  'passport-http': 'basic',
  'passport-google-oauth20': 'google',
  'passport-google-oauth': 'google',
  'passport-github2': 'github',
  'passport-linkedin-oauth2': 'linkedin',
  'passport-headerapikey': 'headerapikey',
  'passport-localapikey': 'localapikey',
  'passport-localapikey-update': 'localapikey',
  'passport-unique-token': 'token',
  'passport-auth-token': 'authtoken',
  'passport-azure-ad': 'oauth-bearer',
  'openid-client': 'oidc',
}
const GUARDS =
  /^(passport-(jwt|http-bearer|http|headerapikey|localapikey|unique-token|auth-token|azure-ad|cookie|firebase-jwt|custom|trusted-header))/
const GUARD_NAME = /jwt|bearer|token|api-?key|basic|digest|firebase/i
const ANONYMOUS_NAME = /^(anonymous|anonymId)$/i

export const STRATEGY_LIBRARIES: readonly string[] = [
  'local',
  'jwt',
  'http-bearer',
  'http',
  'google-oauth20',
  'google-oauth',
  'google-oidc',
  'github',
  'github2',
  'gitlab2',
  'facebook',
  'twitter',
  'twitter-oauth2',
  'discord',
  'discord-auth',
  'linkedin-oauth2',
  'apple',
  'microsoft',
  'auth0',
  'openidconnect',
  'oauth2',
  'oauth',
  'custom',
  'magic-link',
  'magic-login',
  'headerapikey',
  'localapikey',
  'localapikey-update',
  'anonymous',
  'unique-token',
  'auth-token',
  'cookie',
  'steam',
  'spotify',
  'twitch-new',
  'slack',
  'saml',
]
  .map(name => `passport-${name}`)
  .concat(['@node-saml/passport-saml', 'openid-client/passport', '@oauth-everything/passport-discord', 'passport-azure-ad'])

/** Made by `new JwtStrategy(options, verify)`. */
export function strategyOf(name: string, args: readonly Value[], at: Place): Strategy {
  const library = name.replace('openid-client/passport', 'openid-client')
  return {
    name: NAMES[library] ?? library.replace(/^.*passport-/, ''),
    library,
    kind: library === 'passport-anonymous' ? 'nobody' : GUARDS.test(library) ? 'guard' : 'login',
    options: args.find(arg => arg.k === 'object') ?? UNDEFINED,
    verify: args.find(arg => arg.k === 'function'),
    at,
  }
}

/** Strategies by the names under which the app has registered them. */
export function strategiesOf(world: World): Map<string, Strategy> {
  return kept(world, 'passport', () => new Map<string, Strategy>())
}

/** What `passport.use` was given: a name, a strategy. A strategy may name itself in its options. */
export function register(world: World, args: readonly Value[]): Strategy | undefined {
  const value = args.find((arg): arg is LibraryValue => arg.k === 'library' && arg.data['strategy'] !== undefined)
  const strategy = value?.data['strategy'] as Strategy | undefined
  if (!strategy) return undefined
  const own = strategy.options.k === 'object' ? textOf(strategy.options.props.get('name')) : undefined
  const named = { ...strategy, name: textOf(args[0]) ?? own ?? strategy.name }
  strategiesOf(world).set(named.name, named)
  return named
}

/** Names given to `authenticate`; one that is computed could be any of those that are registered. */
export function named(world: World, names: Value | undefined): readonly Strategy[] {
  const known = strategiesOf(world)
  const items = names?.k === 'list' ? names.items : names ? [names] : []
  return items.flatMap(item => {
    if (item.k === 'library' && item.data['strategy']) return [item.data['strategy'] as Strategy]
    const name = textOf(item)
    if (name === undefined) return [...known.values()].slice(0, 1)
    const kind: StrategyKind = ANONYMOUS_NAME.test(name) ? 'nobody' : GUARD_NAME.test(name) ? 'guard' : 'login'
    return [known.get(name) ?? { name, library: 'passport', kind, options: UNDEFINED, verify: undefined, at: { file: '', line: 0 } }]
  })
}
