import { createRouter, type Router, routerOf } from '../express/router.js'
import { addressOf } from '../address.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { library, type LibraryValue, UNDEFINED, type Value } from '../value.js'
import { operationsOf, runOperation, schemaValue, sdlOf } from './operations.js'

/**
 * GraphQL servers: each query and each mutation is a door of its own. https://graphql.org/learn/execution/
 * express-graphql, graphql-http, Apollo Server 2 to 5, GraphQL Yoga, and schemas by graphql-js and graphql-tools.
 */
export default definePlugin({
  name: 'graphql',
  libraries: [
    'graphql',
    'express-graphql',
    'graphql-http/lib/use/express',
    'graphql-tag',
    'graphql-yoga',
    '@graphql-tools/schema',
    'graphql-tools',
    'apollo-server',
    'apollo-server-express',
    '@apollo/server',
    '@apollo/server/express4',
    '@apollo/server/standalone',
    '@as-integrations/express5',
    '@apollo/subgraph',
    'graphql-shield',
    'graphql:server',
  ],
  tag(call) {
    return call.method === 'gql' || call.path === '' || call.method === 'graphql'
      ? library('graphql:sdl', 'gql', { text: call.quasis.join(' ') })
      : undefined
  },
  call(call) {
    return call.library === 'graphql:server' ? serverCall(call) : made(call)
  },
})

function made(call: LibraryCall): Value | undefined {
  const { args, method, run, at } = call
  const [first = UNDEFINED, second = UNDEFINED] = args
  // Who may ask for what is said in rules beside the resolvers.
  if (call.library === 'graphql-shield') run.world.memory.set('graphql-shield', true)
  switch (method) {
    case 'buildSchema':
      return schemaValue({ sdl: sdlOf(first), resolvers: UNDEFINED })
    case 'makeExecutableSchema':
    case 'createSchema':
    case 'buildSubgraphSchema':
      return schemaValue({ sdl: sdlOf(run.get(first, 'typeDefs')), resolvers: run.get(first, 'resolvers') })
    case 'graphqlHTTP':
    case 'createHandler':
      return served(call, first.k === 'function' ? run.call(first, [library('http:request', 'req')], at) : first, undefined)
    case 'createYoga':
      return served(call, first, run.get(first, 'context'))
    case 'ApolloServer':
      return library('graphql:server', 'server', { options: first })
    case 'expressMiddleware':
      return first.k === 'library' && first.library === 'graphql:server'
        ? served(call, first.data['options'] as Value, run.get(second, 'context'))
        : undefined
    case 'startStandaloneServer':
      if (first.k === 'library' && first.library === 'graphql:server') alone(call, first, run.get(second, 'context'))
      return UNDEFINED
    default:
      return undefined
  }
}

/** Apollo Server 2 and 3 mount themselves. */
function serverCall(call: LibraryCall): Value | undefined {
  const options = call.on.data['options'] as Value
  const context = call.run.get(options, 'context')
  const path = (of: Value | undefined): string => addressOf(of && call.run.get(of, 'path')) ?? '/graphql'
  switch (call.method) {
    case 'applyMiddleware': {
      const app = call.args[0] && routerOf(call.run.get(call.args[0], 'app'))
      if (app) mount(app, path(call.args[0]), served(call, options, context), call)
      return UNDEFINED
    }
    case 'getMiddleware': {
      const outer = createRouter(call.run, call.at, false)
      mount(routerOf(outer)!, path(call.args[0]), served(call, options, context), call)
      return outer
    }
    case 'listen':
      alone(call, call.on, context)
      return UNDEFINED
    case 'start':
      return UNDEFINED
    default:
      return undefined
  }
}

/** A router with a route for each operation: `POST /graphql/?orders`. */
function served(call: LibraryCall, options: Value, context: Value | undefined): LibraryValue {
  const value = createRouter(call.run, call.at, false)
  const router = routerOf(value)!
  for (const operation of operationsOf(call.run, options)) {
    const at = { file: operation.resolver.file, line: operation.resolver.fact.l }
    const handler = library('graphql:operation', operation.name, {
      middleware: (run: LibraryCall['run'], request: LibraryValue) => {
        if (run.world.memory.has('graphql-shield')) run.marks.set('unread-guard', at)
        runOperation(run, operation, request, context ?? run.get(options, 'context'))
        return false
      },
    })
    router.layers.push({ kind: 'route', method: 'POST', path: `/?${operation.name}`, handlers: [handler], at, certain: true, rpc: true })
  }
  return value
}

function mount(into: Router, path: string, value: LibraryValue, call: LibraryCall): void {
  routerOf(value)!.mounted = true
  into.layers.push({ kind: 'use', path, handlers: [value], at: call.at })
}

/** A server of its own, at the root of its port. */
function alone(call: LibraryCall, server: LibraryValue, context: Value): void {
  const app = routerOf(createRouter(call.run, call.at, true))!
  app.listens = true
  mount(app, '/', served(call, server.data['options'] as Value, context), call)
}
