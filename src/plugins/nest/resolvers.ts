import type { ClassMember } from '#facts/ir'
import { argumentsOf, projected } from '../graphql/values.js'
import { parseSdl, type Sdl } from '../graphql/sdl.js'
import { type Decorator, decoratorsOf, lookup, named } from '../inject/decorators.js'
import { instanceOf } from '../inject/instance.js'
import { kept } from '../kept.js'
import { arrived } from '../middleware.js'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { type ClassValue, library, type LibraryValue, object, origin, textOf, UNKNOWN, type Value } from '../value.js'
import type { App } from './app.js'
import { runApplied } from './consumer.js'
import { shaped } from './dto.js'
import { contextOf, passes } from './guards.js'
import { argumentsFor } from './parameters.js'

/** Queries and mutations of a resolver: each is a door of its own. https://docs.nestjs.com/graphql/resolvers */
export function* operationsOf(run: Run, app: App, resolver: ClassValue): Generator<RouteDeclaration> {
  const around = decoratorsOf(run, resolver, resolver.fact.decorators, resolver.fact.l)
  if (!named(around, 'Resolver').length) return
  for (const member of resolver.fact.members) {
    if (member.kind !== 'method' || !member.decorators.length) continue
    const own = decoratorsOf(run, resolver, member.decorators, member.l)
    const [root] = named(own, 'Query', 'Mutation')
    if (root) yield operationOf(app, resolver, member, { root, name: nameOf(run, root) ?? member.name }, [...own, ...around])
  }
}

/** `@Query(() => [Order], { name: 'orders' })`, `@Mutation('pay')`. */
const nameOf = (run: Run, { args }: Decorator): string | undefined =>
  args.map(arg => textOf(arg) ?? (arg.k === 'object' ? textOf(run.get(arg, 'name')) : undefined)).find(Boolean)

function operationOf(
  app: App,
  owner: ClassValue,
  member: ClassMember,
  { root, name }: { root: Decorator; name: string },
  decorators: readonly Decorator[],
): RouteDeclaration {
  const at = { file: owner.file, line: member.l }
  const route = { method: 'POST', path: `/graphql/?${name}` }
  return {
    ...route,
    kind: 'rpc',
    framework: 'graphql',
    at,
    handle(run) {
      const request = library('http:request', 'req', { route })
      const context = contextOf(request, decorators, 'graphql')
      if (!runApplied(run, app, owner, { method: 'POST', path: '/graphql' }, request, library('http:response', 'res', { request }))) return
      for (const guard of [...app.guards, ...[...named(decorators, 'UseGuards')].reverse().flatMap(one => one.args)])
        if (!passes(run, guard, context, at)) return
      arrived(run)
      const sdl = sdlIn(run.world)
      const field = sdl?.types.get(root.name)?.get(name)
      const instance = instanceOf(run, owner)
      const given = handed(run, owner, member, request, decorators, sdl && field ? argumentsOf(field, sdl) : undefined)
      const answer = run.call(run.get(instance, member.name), given, at, instance)
      // Where no schema says which fields a type has, what leaves the server is not known.
      const body = sdl && field ? projected(run, answer, field.type, sdl) : UNKNOWN
      run.emit({ kind: 'respond', how: 'json', status: undefined, body }, at)
    },
  }
}

/** What the resolver's method is called with: `@Args('id') id`, `@Args() order: OrderInput`, `@Context() { req }`. */
function handed(
  run: Run,
  owner: ClassValue,
  member: ClassMember,
  request: LibraryValue,
  around: readonly Decorator[],
  asked: Value | undefined,
): Value[] {
  const at = { file: owner.file, line: member.l }
  const parameters = member.parameters ?? []
  const others = argumentsFor(run, owner, parameters, request, around, undefined, at)
  return parameters.map((parameter, index) => {
    const [decorator] = decoratorsOf(run, owner, parameter.decorators, at.line)
    if (decorator?.name === 'Context') return within(run, contextObject(request), decorator.args[0])
    if (decorator?.name !== 'Args') return others[index] ?? UNKNOWN
    const key = decorator.args.map(arg => textOf(arg) ?? (arg.k === 'object' ? textOf(run.get(arg, 'name')) : undefined)).find(Boolean)
    if (asked) return key === undefined ? asked : run.get(asked, key)
    const value = origin('body', key === undefined ? [] : [key])
    const input = parameter.type === undefined ? undefined : lookup(run, parameter.type, owner.scope)
    return input?.k === 'class' ? shaped(run, value, input, 'dropped') : value
  })
}

const within = (run: Run, of: Value, key: Value | undefined): Value => (textOf(key) === undefined ? of : run.get(of, textOf(key)!))

/** What every resolver finds in its context, where the module does not say otherwise. */
export const contextObject = (request: LibraryValue): Value =>
  object([
    ['req', request],
    ['request', request],
    ['res', library('http:response', 'res', { request })],
  ])

/** The schema that the app keeps beside its code: written by hand, or by Nest at each start (`autoSchemaFile`). */
const sdlIn = (world: World): Sdl | undefined =>
  kept(world, 'nest-sdl', () => {
    const files = world.source.files.filter(file => /\.(?:gql|graphqls?)$/.test(file.path))
    const sdl = files.length ? parseSdl(files.map(file => file.text()).join('\n')) : undefined
    return sdl?.types.size ? sdl : undefined
  })
