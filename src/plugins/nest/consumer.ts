import type { Place } from '#base/place'
import { covers, joinPath, type Link, runChain } from '../express/router.js'
import type { LibraryCall, Run } from '../plugin.js'
import { type ClassValue, library, type LibraryValue, textOf, UNDEFINED, type Value } from '../value.js'
import { instanceOf } from '../inject/instance.js'
import type { App } from './app.js'

/** Middleware of a module, and the routes that it stands before. https://docs.nestjs.com/middleware#applying-middleware */
export interface Applied {
  readonly handlers: readonly Value[]
  readonly routes: readonly Value[]
  readonly excluded: readonly Value[]
  readonly at: Place
}

/** Lets a module say what it applies. */
export function configure(run: Run, app: App, module: ClassValue): void {
  const at = { file: module.file, line: module.fact.l }
  if (!module.fact.members.some(member => member.name === 'configure')) return
  const instance = instanceOf(run, module)
  run.call(run.get(instance, 'configure'), [library('nest:consumer', '', { app })], at, instance)
}

export function consumerCall(call: LibraryCall): Value | undefined {
  const data = call.on.data as { app: App; handlers?: readonly Value[]; excluded?: readonly Value[] }
  switch (call.method) {
    case 'apply':
      return library('nest:consumer', '', { app: data.app, handlers: call.args })
    case 'exclude':
      return library('nest:consumer', '', { ...data, excluded: call.args })
    case 'forRoutes':
      data.app.applied.push({ handlers: data.handlers ?? [], routes: call.args, excluded: data.excluded ?? [], at: call.at })
      return library('nest:consumer', '', { app: data.app })
    default:
      return undefined
  }
}

/** Runs what stands before a route. False: it ends there. */
export function runApplied(
  run: Run,
  app: App,
  controller: ClassValue,
  route: { method: string; path: string },
  request: LibraryValue,
  response: LibraryValue,
): boolean {
  const links: Link[] = app.applied
    .filter(
      one =>
        one.routes.some(item => isAt(run, app, item, controller, route)) &&
        !one.excluded.some(item => isAt(run, app, item, controller, route)),
    )
    .flatMap(one => one.handlers.map(handler => ({ handler: asFunction(run, handler), at: one.at, prefix: '' })))
  let reached = false
  const end = library('middleware', '', { middleware: () => (reached = true) })
  runChain(
    [...links, { handler: end, at: links.at(-1)?.at ?? { file: controller.file, line: controller.fact.l }, prefix: '' }],
    run,
    request,
    next => [request, response, next],
  )
  return reached
}

/** A class that has `use`, or a function. */
function asFunction(run: Run, handler: Value): Value {
  return handler.k === 'class' ? run.get(instanceOf(run, handler), 'use') : handler
}

function isAt(run: Run, app: App, item: Value, controller: ClassValue, route: { method: string; path: string }): boolean {
  if (item.k === 'class') return item.fact === controller.fact
  const method = item.k === 'object' ? run.get(item, 'method') : UNDEFINED
  const named = method.k === 'library' ? method.path.replace(/^.*\./, '') : 'ALL'
  const text = textOf(item.k === 'object' ? run.get(item, 'path') : item)
  if (text === undefined || (named !== 'ALL' && named !== route.method)) return false
  const path = joinPath(app.prefix, text.replace(/\(\.\*\)|\{\*\w+\}/g, '*'))
  // `feed` is no `:slug`, though a request for it would find both.
  const theirs = route.path.split('/')
  if (path.split('/').some((part, index) => theirs[index]?.startsWith(':') && !part.startsWith(':') && !part.includes('*'))) return false
  return covers(path, route.path) && (named === 'ALL' || path.includes('*') || path.split('/').length === route.path.split('/').length)
}
