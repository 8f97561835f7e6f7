import { kept } from '../kept.js'
import type { Place } from '#base/place'
import { definePlugin, type LibraryCall, type RouteDeclaration, type World } from '../plugin.js'
import { library, type LibraryValue, type Value } from '../value.js'
import { runProcedure, type Step } from './procedure.js'

/** tRPC 10 and 11. https://trpc.io/docs/server/procedures */
export default definePlugin({
  name: 'trpc',
  libraries: [
    '@trpc/server',
    'trpc:t',
    'trpc:builder',
    'trpc:router',
    'trpc:procedure',
    '@trpc/server/adapters/fetch',
    '@trpc/server/adapters/next',
    '@trpc/server/adapters/express',
    '@trpc/server/adapters/standalone',
    '@trpc/server/adapters/fastify',
    '@trpc/server/adapters/aws-lambda',
    '@hono/trpc-server',
  ],
  get(of, key) {
    if (of.library === 'trpc:t' && key === 'procedure') return builder([])
    return of.library === 'trpc:router' ? (of.data['declared'] as Declared).entries.get(key) : undefined
  },
  call(call) {
    switch (call.library) {
      case 'trpc:t':
        return rootCall(call)
      case 'trpc:builder':
        return builderCall(call)
      default:
        return libraryCall(call)
    }
  },
  loaded: routes,
})

const builder = (steps: readonly Step[]): LibraryValue => library('trpc:builder', 'builder', { steps })

function libraryCall(call: LibraryCall): Value | undefined {
  if (/^initTRPC\b/.test(call.path)) return call.method === 'create' ? library('trpc:t', 't') : undefined
  // Adapters are told how the context of a call is made.
  const options = call.args.find(arg => arg.k === 'object')
  const create = options && call.run.get(options, 'createContext')
  if (create?.k === 'function') call.run.world.memory.set('trpc-context', create)
  return undefined
}

function rootCall(call: LibraryCall): Value | undefined {
  switch (call.method) {
    case 'middleware':
      return call.args[0]
    case 'router':
      return declared(call, [call.args[0]])
    case 'mergeRouters':
      return declared(call, call.args)
    default:
      return undefined
  }
}

interface Declared {
  readonly entries: ReadonlyMap<string, Value>
  nested: boolean
}

const declaredIn = (world: World): Declared[] => {
  return kept<Declared[]>(world, 'trpc', () => [])
}

function declared(call: LibraryCall, parts: readonly (Value | undefined)[]): Value {
  const entries = new Map<string, Value>()
  for (const part of parts) {
    const inner = part?.k === 'library' ? (part.data['declared'] as Declared | undefined) : undefined
    if (inner) inner.nested = true
    for (const [key, value] of inner?.entries ?? (part?.k === 'object' ? part.props : [])) {
      entries.set(key, value)
      const below = value.k === 'library' ? (value.data['declared'] as Declared | undefined) : undefined
      if (below) below.nested = true
    }
  }
  const self: Declared = { entries, nested: false }
  declaredIn(call.run.world).push(self)
  return library('trpc:router', 'router', { declared: self })
}

function builderCall(call: LibraryCall): Value | undefined {
  const steps = call.on.data['steps'] as readonly Step[]
  const [given] = call.args
  switch (call.method) {
    case 'input':
      return given ? builder([...steps, { kind: 'input', schema: given }]) : call.on
    case 'use':
    case 'unstable_concat':
    case 'concat':
      if (given?.k === 'library' && given.library === 'trpc:builder') return builder([...steps, ...(given.data['steps'] as Step[])])
      return given ? builder([...steps, { kind: 'use', by: given, at: call.at }]) : call.on
    case 'query':
    case 'mutation':
    case 'subscription':
      return library('trpc:procedure', 'procedure', { steps, does: call.method, handler: given, at: call.at })
    case 'output':
    case 'meta':
      return call.on
    default:
      return undefined
  }
}

/** Procedures of every router that is no part of another, by the name under which they are called. */
function* routes(world: World): Generator<RouteDeclaration> {
  for (const router of declaredIn(world)) if (!router.nested) yield* below(router.entries, '', world)
}

function* below(entries: ReadonlyMap<string, Value>, prefix: string, world: World): Generator<RouteDeclaration> {
  for (const [key, value] of entries) {
    const name = prefix ? `${prefix}.${key}` : key
    if (value.k === 'object') yield* below(value.props, name, world)
    if (value.k !== 'library') continue
    const inner = value.data['declared'] as Declared | undefined
    if (inner) yield* below(inner.entries, name, world)
    if (value.library !== 'trpc:procedure') continue
    const { steps, does, handler, at } = value.data as { steps: readonly Step[]; does: string; handler: Value; at: Place }
    yield {
      method: does === 'mutation' ? 'POST' : 'GET',
      path: name,
      kind: 'rpc',
      framework: 'trpc',
      at,
      handle: run => runProcedure(run, { steps, handler, at, writes: does === 'mutation' }),
    }
  }
}
