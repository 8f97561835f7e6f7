import type { FunctionFact } from '#facts/ir'
import type { Source, SourceFile } from '#source/source'
import type { Entry, RouteDeclaration, Run, World } from '../plugin.js'
import { library, object, origin, UNDEFINED, type FunctionValue, type Value } from '../value.js'
import { webRequest } from '../web/index.js'
import { runAction } from './action.js'
import { drawnPage, propsOfPage } from './pages.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

/** Route handlers, `pages/api`, and files of server actions, of every package that depends on Next.js. */
export function* entriesOf(source: Source): Generator<Entry> {
  const folders = source.packages.filter(item => item.dependencies['next'] ?? item.devDependencies['next']).map(item => item.folder)
  if (!folders.length) return
  const guards = new Map<string, string>()
  for (const folder of folders) {
    const file = source.files.find(item => new RegExp(`^${folder ? `${folder}/` : ''}(src/)?(middleware|proxy)\\.[jt]s$`).test(item.path))
    if (file) guards.set(folder, file.path)
  }
  for (const file of source.files) {
    if (file.kind !== 'code') continue
    const folder = folders.filter(item => !item || file.path.startsWith(`${item}/`)).sort((a, b) => b.length - a.length)[0]
    if (folder === undefined) continue
    const inside = folder ? file.path.slice(folder.length + 1) : file.path
    const handler = /^(?:src\/)?app\/(.*\/)?route\.[cm]?[jt]sx?$/.exec(inside)
    const legacy = /^(?:src\/)?pages\/(api\/.+)\.[cm]?[jt]sx?$/.exec(inside)
    if (handler)
      yield { file: file.path, routes: (exports, world) => handlers(file, routePath(handler[1] ?? ''), exports, world, guards.get(folder)) }
    else if (legacy)
      yield {
        file: file.path,
        routes: (exports, world) => pagesApi(file, routePath(legacy[1]!.replace(/(^|\/)index$/, '$1')), exports, world, guards.get(folder)),
      }
    else {
      const drawn = /^(?:src\/)?app\/(.*\/)?page\.[jt]sx?$/.exec(inside)
      const propped = /^(?:src\/)?pages\/(?!api\/|_)(.+)\.[jt]sx?$/.exec(inside)
      if (drawn) yield pageEntry(file, routePath(drawn[1] ?? ''), drawnPage, source, guards.get(folder))
      else if (propped && file.text().includes('getServerSideProps'))
        yield pageEntry(file, routePath(propped[1]!.replace(/(^|\/)index$/, '$1')), propsOfPage, source, guards.get(folder))
    }
    if (!handler && !legacy && /['"]use server['"]/.test(file.text()))
      yield { file: file.path, routes: (exports, world) => actions(file, exports, world) }
  }
}

function pageEntry(file: SourceFile, path: string, declare: typeof drawnPage, source: Source, guard: string | undefined): Entry {
  return {
    file: file.path,
    routes: (exports, world) => {
      const name = declare === drawnPage ? 'default' : 'getServerSideProps'
      const at = { file: file.path, line: lineOf(world.run().get(exports, name), file, name) }
      const before = (run: Run): void => runMiddleware(run, guard, path, 'GET')
      return declare({ file, path, layouts: layoutsAround(file.path, source), before }, exports, world, at)
    },
  }
}

/** Layouts of the page's folder and of those around it, outermost first. */
function layoutsAround(page: string, source: Source): readonly string[] {
  const folders = page.split('/').slice(0, -1)
  return folders.flatMap((_, index) => {
    const folder = folders.slice(0, index + 1).join('/')
    const found = ['tsx', 'jsx', 'ts', 'js'].map(ending => source.file(`${folder}/layout.${ending}`)).find(Boolean)
    return found ? [found.path] : []
  })
}

/** `app/(shop)/orders/[id]` is `/orders/:id`: groups and slots are not part of the address. */
export function routePath(folder: string): string {
  const parts = folder.split('/').filter(part => part && !/^\(.*\)$/.test(part) && !part.startsWith('@'))
  return `/${parts.map(part => part.replace(/^\[\[?\.\.\.(.+?)\]?\]$/, ':$1*').replace(/^\[(.+)\]$/, ':$1')).join('/')}`
}

export function* handlers(
  file: SourceFile,
  path: string,
  exports: Value,
  world: World,
  guard: string | undefined,
  framework = 'next',
): Generator<RouteDeclaration> {
  const run = world.run()
  for (const method of METHODS) {
    const handler = run.get(exports, method)
    if (isNothing(handler)) continue
    if (method === 'HEAD' || method === 'OPTIONS') continue
    const at = { file: file.path, line: lineOf(handler, file, method) }
    yield {
      method,
      path,
      kind: 'http',
      framework,
      at,
      handle: inner => {
        runMiddleware(inner, guard, path, method)
        inner.call(handler, [requestOf(method), object([['params', origin('params')]])], at)
      },
    }
  }
}

export function* pagesApi(
  file: SourceFile,
  path: string,
  exports: Value,
  world: World,
  guard: string | undefined,
  framework = 'next',
): Generator<RouteDeclaration> {
  const handler = world.run().get(exports, 'default')
  if (isNothing(handler)) return
  const at = { file: file.path, line: lineOf(handler, file, 'default') }
  // One function answers every method; those that it names are its routes.
  const named = [...new Set([...file.text().matchAll(/['"](GET|POST|PUT|PATCH|DELETE)['"]/g)].map(match => match[1]!))]
  for (const method of named.length ? named : ['ALL']) {
    yield {
      method,
      path,
      kind: 'http',
      framework,
      at,
      handle: inner => {
        runMiddleware(inner, guard, path, method)
        const request = library('http:request', 'req', {})
        if (method !== 'ALL') request.props.set('method', { k: 'literal', value: method })
        request.props.set('query', origin('query'))
        inner.call(handler, [request, library('http:response', 'res', { request })], at)
      },
    }
  }
}

/** Functions that the browser may call by themselves, whatever page shows them. */
function* actions(file: SourceFile, exports: Value, world: World): Generator<RouteDeclaration> {
  const isFile = /^\s*(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/|\s)*['"]use server['"]/.test(file.text())
  const found = exports.k === 'object' ? [...exports.props] : []
  for (const [name, value] of found) {
    const isAction = isFile || (value.k === 'function' && value.fact.directives.includes('use server'))
    if (!isAction || (value.k !== 'function' && !(value.k === 'library'))) continue
    const declared = value.k === 'function' ? value : undefined
    const at = { file: file.path, line: exportLine(file, name) ?? declared?.fact.l ?? 1 }
    yield {
      method: 'ACTION',
      path: name === 'default' ? (declared?.fact.name ?? name) : name,
      kind: 'action',
      framework: 'next',
      at,
      handle: run => runAction(run, value, argumentsFor(declared), at),
    }
  }
  // Actions written inside components.
  const inline = world.memory.get('inline-actions') as FunctionValue[] | undefined
  for (const value of inline ?? [])
    if (value.file === file.path)
      yield {
        method: 'ACTION',
        path: value.fact.name,
        kind: 'action',
        framework: 'next',
        at: { file: file.path, line: value.fact.l },
        handle: run => runAction(run, value, argumentsFor(value), { file: file.path, line: value.fact.l }),
      }
}

/** `(formData)` is a form; `(previous, formData)` is how `useActionState` calls; anything else are arguments from the browser. */
function argumentsFor(value: FunctionValue | undefined): Value[] {
  const params: FunctionFact['params'] = value?.fact.params ?? [{ t: 'none' }, { t: 'none' }]
  const types = value?.fact.types ?? []
  if (!value) return [origin('body', ['state']), library('web:form', '')]
  return params.map((param, index) => {
    const name = param.t === 'id' ? param.n : ''
    if (types[index] === 'FormData' || /^(form_?data|fd)$/i.test(name)) return library('web:form', '')
    return origin('body', name ? [name] : [])
  })
}

/** A request by the method that the route is for. */
function requestOf(method: string): ReturnType<typeof webRequest> {
  const request = webRequest()
  if (method !== 'ALL') request.props.set('method', { k: 'literal', value: method })
  return request
}

/** What `middleware.ts` asks before the route, where its matcher covers the route's address. */
function runMiddleware(run: Run, file: string | undefined, path: string, method: string): void {
  if (!file) return
  const exports = run.world.load(file)
  if (!exports) return
  const config = run.get(exports, 'config')
  if (!matches(run.get(config, 'matcher'), path)) return
  const handler = [run.get(exports, 'middleware'), run.get(exports, 'proxy'), run.get(exports, 'default')].find(value => !isNothing(value))
  if (!handler) return
  const request = requestOf(method)
  request.props.set(
    'nextUrl',
    object([
      ['pathname', { k: 'literal', value: path }],
      ['searchParams', library('web:params', '')],
      ['href', origin('url')],
      ['origin', origin('headers', ['host'])],
      ['search', origin('url')],
    ]),
  )
  goOn(run, run.call(handler, [request, UNDEFINED], { file, line: 1 }))
}

/** The route is reached on the ways on which the middleware answered nothing, or `next()`. */
function goOn(run: Run, answer: Value): void {
  if (answer.k !== 'either') return
  const ways = answer.of.filter(
    one => !(one.value.k === 'library' && one.value.library === 'web:response' && one.value.path === 'response'),
  )
  if (ways.length && ways.length < answer.of.length) for (const fact of run.common(ways.map(one => one.facts))) run.assume(fact)
}

/** Next.js matchers: path patterns, negative look-ahead included; none means every path. */
export function matches(matcher: Value, path: string): boolean {
  const items = matcher.k === 'list' ? matcher.items : [matcher]
  const texts = items
    .map(item => (item.k === 'object' ? item.props.get('source') : item))
    .flatMap(item => (item?.k === 'literal' && typeof item.value === 'string' ? [item.value] : []))
  if (!texts.length) return true
  return texts.some(text => {
    try {
      const pattern = text
        .replace(/\/:(\w+)\*/g, '(?:/.*)?')
        .replace(/\/:(\w+)\+/g, '/.+')
        .replace(/\/:(\w+)\?/g, '/[^/]*')
        .replace(/\/:(\w+)/g, '/[^/]+')
      return new RegExp(`^${pattern}/?$`).test(path.replace(/:(\w+)\*?/g, '$1'))
    } catch {
      return false
    }
  })
}

const isNothing = (value: Value): boolean => value.k === 'unknown' || (value.k === 'literal' && value.value === undefined)

/** Where the export stands, rather than the function that a wrapper made. */
function lineOf(value: Value, file: SourceFile, name: string): number {
  return exportLine(file, name) ?? (value.k === 'function' && value.file === file.path ? value.fact.l : 1)
}

function exportLine(file: SourceFile, name: string): number | undefined {
  const pattern =
    name === 'default'
      ? /^export\s+default\b/m
      : new RegExp(`^export\\s+(?:async\\s+)?(?:const|let|var|function\\*?)\\s+${name}\\b|^export\\s*\\{[^}]*\\b${name}\\b`, 'm')
  const match = pattern.exec(file.text())
  return match ? file.text().slice(0, match.index).split('\n').length : undefined
}
