import type { ClassMember } from '#facts/ir'
import { joinPath } from '../express/router.js'
import { bind } from '../inject/bindings.js'
import { decoratorsOf, type Decorator, named } from '../inject/decorators.js'
import { arrived } from '../middleware.js'
import { providerOf } from '../inject/provider.js'
import { instanceOf } from '../inject/instance.js'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { type ClassValue, library, literal, textOf, UNDEFINED, type Value } from '../value.js'
import { type App, appsIn } from './app.js'
import { configure, runApplied } from './consumer.js'
import { contextOf, passes } from './guards.js'
import { otherFieldsOf } from './dto.js'
import { argumentsFor } from './parameters.js'
import { operationsOf } from './resolvers.js'

const VERBS: Record<string, string> = {
  Get: 'GET',
  Post: 'POST',
  Put: 'PUT',
  Patch: 'PATCH',
  Delete: 'DELETE',
  All: 'ALL',
  Head: 'HEAD',
  Options: 'OPTIONS',
  Sse: 'GET',
}

/** Controllers of every module that an app reaches. https://docs.nestjs.com/modules */
export function* routes(world: World): Generator<RouteDeclaration> {
  for (const app of appsIn(world)) {
    const run = world.run()
    const controllers = new Set<ClassValue>()
    const modules = new Set<ClassValue>()
    const resolvers = new Set<ClassValue>()
    collect(run, app, app.module, { controllers, modules, resolvers }, new Set())
    // A module's own object may be handed what any other module provides.
    for (const module of modules) configure(run, app, module)
    for (const controller of controllers) yield* routesOf(run, app, controller)
    for (const resolver of resolvers) yield* operationsOf(run, app, resolver)
  }
}

interface Collected {
  readonly controllers: Set<ClassValue>
  readonly modules: Set<ClassValue>
  /** Providers, among them what answers GraphQL. */
  readonly resolvers: Set<ClassValue>
}

function collect(run: Run, app: App, module: Value, into: Collected, seen: Set<unknown>): void {
  // `ConfigModule.forRoot()`, and modules that are made when they are asked for.
  const listed = (of: Value, key: string): readonly Value[] => {
    const found = run.get(of, key)
    return found.k === 'list' ? found.items : []
  }
  const own =
    module.k === 'class'
      ? named(decoratorsOf(run, module, module.fact.decorators, module.fact.l), 'Module')[0]?.args[0]
      : module.k === 'object'
        ? module
        : undefined
  if (!own || seen.has(module.k === 'class' ? module.fact : module)) return
  seen.add(module.k === 'class' ? module.fact : module)
  if (module.k === 'class') into.modules.add(module)
  for (const item of listed(own, 'controllers'))
    if (item.k === 'class' && ![...into.controllers].some(one => one.fact === item.fact)) into.controllers.add(item)
  for (const item of listed(own, 'providers')) {
    if (item.k === 'class' && item.fact.decorators.length && ![...into.resolvers].some(one => one.fact === item.fact))
      into.resolvers.add(item)
    const token = item.k === 'object' ? item.props.get('provide') : undefined
    const provider = token && providerOf(run, item)
    if (provider) bind(run.world, token, provider)
    if (token?.k !== 'library') continue
    const use = run.get(item, 'useClass')
    if (token.path === 'APP_GUARD' && (use.k === 'class' || use.k === 'library')) app.guards.push(use)
    if (token.path === 'APP_PIPE') app.validates = otherFieldsOf(run, use.k === 'library' ? use : run.get(item, 'useValue'))
  }
  for (const item of listed(own, 'imports')) {
    modelsOf(run, item, app)
    collect(run, app, item, into, seen)
    if (item.k === 'object') collect(run, app, run.get(item, 'module'), into, seen)
  }
}

/** `MongooseModule.forFeature([{ name: 'Order', schema: OrderSchema }])`. https://docs.nestjs.com/techniques/mongodb */
function modelsOf(run: Run, item: Value, app: App): void {
  if (item.k !== 'library' || !/(^|\.)MongooseModule\.forFeature\(\)$/.test(item.path) || item.args[0]?.k !== 'list') return
  const at = { file: app.module.k === 'class' ? app.module.file : run.file, line: app.module.k === 'class' ? app.module.fact.l : 1 }
  for (const one of item.args[0].items) run.call(library('mongoose', 'model'), [run.get(one, 'name'), run.get(one, 'schema')], at)
}

function* routesOf(run: Run, app: App, controller: ClassValue): Generator<RouteDeclaration> {
  const around = decoratorsOf(run, controller, controller.fact.decorators, controller.fact.l)
  const [of] = named(around, 'Controller')
  const base = of?.args[0] ? (of.args[0].k === 'object' ? run.get(of.args[0], 'path') : of.args[0]) : literal('')
  for (const member of controller.fact.members) {
    if (member.kind !== 'method' || !member.decorators.length) continue
    const own = decoratorsOf(run, controller, member.decorators, member.l)
    for (const verb of own.filter(one => VERBS[one.name])) {
      for (const path of texts(verb.args[0]))
        for (const start of texts(base))
          yield routeOf(app, controller, member, { method: VERBS[verb.name]!, path: joinPath(app.prefix, start, path) }, [
            ...own,
            ...around,
          ])
    }
  }
}

const texts = (value: Value | undefined): string[] => (value?.k === 'list' ? value.items.flatMap(texts) : [textOf(value) ?? ''])

function routeOf(
  app: App,
  controller: ClassValue,
  member: ClassMember,
  { method, path }: { method: string; path: string },
  decorators: readonly Decorator[],
): RouteDeclaration {
  const at = { file: controller.file, line: member.l }
  return {
    method,
    path,
    kind: 'http',
    framework: 'nest',
    at,
    handle(run) {
      const request = library('http:request', 'req', { route: { method, path } })
      const context = contextOf(request, decorators)
      if (!runApplied(run, app, controller, { method, path }, request, library('http:response', 'res', { request }))) return
      const guards = [...app.guards, ...[...named(decorators, 'UseGuards')].reverse().flatMap(one => one.args)]
      for (const guard of guards) if (!passes(run, guard, context, at)) return
      arrived(run)
      const instance = instanceOf(run, controller)
      const [own] = named(decorators, 'UsePipes')
      const validates = own?.args[0] ? otherFieldsOf(run, own.args[0]) : app.validates
      const answer = run.call(
        run.get(instance, member.name),
        argumentsFor(run, controller, member.parameters ?? [], request, decorators, validates, at),
        at,
        instance,
      )
      const isSent =
        answer.k === 'unknown' ||
        (answer.k === 'literal' && answer.value === undefined) ||
        (answer.k === 'library' && answer.library === 'http:response')
      if (!isSent)
        run.emit(
          {
            kind: 'respond',
            how: named(decorators, 'Redirect').length ? 'redirect' : 'json',
            status: undefined,
            body: answer ?? UNDEFINED,
          },
          at,
        )
    },
  }
}
