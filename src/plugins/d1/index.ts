import { definePlugin, type LibraryCall } from '../plugin.js'
import { recordStatement } from '../sql-clients/statement.js'
import { computed, library, list, literal, object, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/**
 * Cloudflare's D1. The database comes with the environment (`c.env.DB`, `env.DB`), so it is known by what is asked of it.
 * https://developers.cloudflare.com/d1/worker-api/
 */
export default definePlugin({
  name: 'd1',
  libraries: ['d1:statement'],
  guess({ method, receiver, args, run, at }) {
    if (receiver.k !== 'origin' || receiver.from !== 'env') return undefined
    if (method === 'prepare') return library('d1:statement', 'statement', { text: args[0] ?? UNKNOWN, bound: [] })
    if (method !== 'batch') return undefined
    const statements = args[0]?.k === 'list' ? args[0].items : []
    return list(
      statements.map(one =>
        one.k === 'library' && one.library === 'd1:statement'
          ? answered(recorded(run, at, one.data as unknown as Statement, true))
          : UNKNOWN,
      ),
      true,
    )
  },
  call(call) {
    const statement = call.on.data as unknown as Statement
    switch (call.method) {
      case 'bind':
        return library('d1:statement', 'statement', { ...statement, bound: call.args })
      case 'first': {
        const { row } = recorded(call.run, call.at, statement, false, true)
        const [column] = call.args
        return column?.k === 'literal' && typeof column.value === 'string' ? call.run.get(row, column.value) : row
      }
      case 'all':
      case 'run':
        return answered(recorded(call.run, call.at, statement, false))
      case 'raw':
        return recorded(call.run, call.at, statement, false).rows
      default:
        return undefined
    }
  },
})

interface Statement {
  readonly text: Value
  readonly bound: readonly Value[]
}

const recorded = (
  run: LibraryCall['run'],
  at: LibraryCall['at'],
  { text, bound }: Statement,
  transaction: boolean,
  single = false,
): ReturnType<typeof recordStatement> =>
  recordStatement(run, at, 'sqlite', text, bound.length ? { list: list([...bound]) } : {}, {
    transaction,
    ...(single ? { single: true, limited: true } : {}),
  })

/** `{ results, success, meta }` */
const answered = ({ rows }: { readonly rows: Value }): Value =>
  object([
    ['results', rows],
    ['success', literal(true)],
    ['error', UNDEFINED],
    [
      'meta',
      object([
        ['changes', computed('number', [])],
        ['last_row_id', computed('number', [])],
      ]),
    ],
  ])
