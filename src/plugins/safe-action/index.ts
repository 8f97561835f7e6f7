import { definePlugin, type LibraryCall } from '../plugin.js'
import { schemaOf } from '../schema/schema.js'
import { through } from '../schema/verdict.js'
import { library, native, object, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'

interface Client {
  readonly schema: Value | undefined
  readonly middlewares: readonly Value[]
}

/** Server actions with a schema and middleware before them. https://next-safe-action.dev/docs */
export default definePlugin({
  name: 'safe-action',
  libraries: ['next-safe-action', 'safe-action:client', 'safe-action:action', 'zsa'],
  call(call) {
    if (call.library === 'safe-action:client') return clientCall(call)
    if (call.library === 'safe-action:action') return actionCall(call)
    if (call.method === 'createSafeActionClient' || call.method === 'createServerAction')
      return client({ schema: undefined, middlewares: [] })
    return call.method === 'createServerActionProcedure' ? client({ schema: undefined, middlewares: call.args }) : undefined
  },
})

const client = (state: Client): Value => library('safe-action:client', 'client', { state })

function clientCall(call: LibraryCall): Value | undefined {
  const state = call.on.data['state'] as Client
  const [first] = call.args
  switch (call.method) {
    case 'use':
      return client({ ...state, middlewares: first ? [...state.middlewares, first] : state.middlewares })
    case 'schema':
    case 'inputSchema':
    case 'input':
      return client({
        ...state,
        schema: schemaOf(first) ? first : first?.k === 'function' ? call.run.call(first, [UNKNOWN], call.at) : state.schema,
      })
    case 'action':
    case 'stateAction':
    case 'handler':
      return library('safe-action:action', 'action', { state, handler: first })
    case 'createServerAction':
    case 'metadata':
    case 'outputSchema':
    case 'output':
    case 'bindArgsSchemas':
      return call.on
    default:
      return undefined
  }
}

/** Middleware one inside the other, then the input is looked at, then the action runs. */
function actionCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const { state, handler } = call.on.data as { state: Client; handler?: Value }
  if (!handler) return undefined
  const sent = origin('body')
  const context = object()
  const step = (index: number): Value => {
    const link = state.middlewares[index]
    if (!link) {
      const verdict = through(run, at, state.schema, sent)
      for (const fact of verdict?.facts ?? []) run.assume(fact)
      const input = verdict?.output ?? sent
      return run.call(
        handler,
        [
          object([
            ['parsedInput', input],
            ['input', input],
            ['clientInput', sent],
            ['ctx', context],
          ]),
          object([['ctx', context]]),
        ],
        at,
      )
    }
    const next = native('next', args => {
      const added = args[0] ? run.get(args[0], 'ctx') : UNDEFINED
      if (added.k === 'object') for (const [key, value] of added.props) context.props.set(key, value)
      return step(index + 1)
    })
    return run.call(
      link,
      [
        object([
          ['next', next],
          ['ctx', context],
          ['clientInput', sent],
          ['metadata', UNKNOWN],
        ]),
      ],
      at,
    )
  }
  return step(0)
}
