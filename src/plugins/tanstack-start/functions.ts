import { kept } from '../kept.js'
import type { Place } from '#base/place'
import { runAction } from '../next/action.js'
import { exportLine } from '../next/placed.js'
import type { LibraryCall, RouteDeclaration, Run, World } from '../plugin.js'
import { library, type LibraryValue, object, origin, textOf, UNKNOWN, type Value } from '../value.js'
import { webRequest } from '../web/index.js'
import { passThrough, type Passage, validate } from './chain.js'
import { globalsOf } from './globals.js'

/** What a chain of `createServerFn` has gathered. */
interface Building {
  readonly method: string
  readonly middlewares: readonly Value[]
  readonly validator: Value | undefined
  readonly at: Place
}

interface ServerFunction extends Building {
  readonly handler: Value
  readonly value: LibraryValue
}

const declaredIn = (world: World): ServerFunction[] => {
  return kept<ServerFunction[]>(world, 'tanstack-functions', () => [])
}

const building = (state: Building): LibraryValue => library('tanstack:builder', 'builder', { state })

/** `createServerFn({ method })`, called with options as well where it is a builder made before. */
export function createServerFunction(call: LibraryCall): Value {
  const before = call.on.data['state'] as Building | undefined
  const method = textOf(call.run.get(call.args[0] ?? UNKNOWN, 'method')) ?? before?.method ?? 'GET'
  return building({ middlewares: before?.middlewares ?? [], validator: before?.validator, method, at: call.at })
}

export function builderCall(call: LibraryCall): Value | undefined {
  const state = call.on.data['state'] as Building
  const [first] = call.args
  switch (call.method) {
    case 'builder':
      return createServerFunction(call)
    case 'middleware':
      return building({ ...state, middlewares: [...state.middlewares, ...(first?.k === 'list' ? first.items : [])] })
    case 'inputValidator':
    case 'validator':
      return building({ ...state, validator: first })
    case 'handler': {
      const value = library('tanstack:function', 'function')
      if (!first) return undefined
      const made: ServerFunction = { ...state, handler: first, value }
      value.data['function'] = made
      declaredIn(call.run.world).push(made)
      return value
    }
    default:
      return call.on
  }
}

/** On the server it is an ordinary call; in the browser it is a request, and what it does is done by the route. */
export function functionCall(call: LibraryCall): Value {
  const { run, at } = call
  if (!run.marks.has('tanstack-server')) return UNKNOWN
  const made = call.on.data['function'] as ServerFunction
  let answer: Value = UNKNOWN
  passThrough(run, made.middlewares, run.get(call.args[0] ?? UNKNOWN, 'data'), at, (inner, passage) => {
    if (made.validator) validate(inner, passage, made.validator, at)
    answer = inner.call(made.handler, [handed(passage)], at)
  })
  return answer
}

/** Every server function of the app, exported or not: the browser calls each by an address of its own. */
export function* functionRoutes(world: World): Generator<RouteDeclaration> {
  for (const made of declaredIn(world)) {
    const { name, line } = nameOf(made, world)
    const at = { file: made.at.file, line }
    yield {
      method: 'ACTION',
      path: name,
      kind: 'action',
      framework: 'tanstack-start',
      at,
      handle: run => runFunction(run, made, at),
    }
  }
}

function runFunction(run: Run, made: ServerFunction, at: Place): void {
  run.marks.set('tanstack-server', at)
  const { request, functions } = globalsOf(run.world)
  const sent = origin(made.method === 'GET' ? 'query' : 'body')
  passThrough(run, [...request, ...functions, ...made.middlewares], sent, at, (inner, passage) => {
    if (made.validator) validate(inner, passage, made.validator, at)
    runAction(inner, made.handler, [handed(passage)], at)
  })
}

const handed = ({ data, context }: Passage): Value =>
  object([
    ['data', data],
    ['context', context],
    ['request', webRequest()],
    ['method', UNKNOWN],
    ['signal', UNKNOWN],
  ])

/** The name under which it is exported, or that of the constant that holds it. */
function nameOf({ value, at }: ServerFunction, world: World): { readonly name: string; readonly line: number } {
  const exports = world.load(at.file)
  const file = world.source.file(at.file)
  if (exports?.k === 'object' && file)
    for (const [name, exported] of exports.props) if (exported === value) return { name, line: exportLine(file, name) ?? at.line }
  const lines = file?.text().split('\n') ?? []
  for (const line of [at.line, at.line - 1]) {
    const name = /\b(?:const|let|var)\s+(\w+)\s*(?::[^=]+)?=/.exec(lines[line - 1] ?? '')?.[1]
    if (name) return { name, line }
  }
  return { name: `function of ${at.file}:${at.line}`, line: at.line }
}
