import type { LabWorld, StandIn } from '../../stand-in.js'
import { json } from '../answer.js'
import { defineStandIn } from '../define.js'
import { openBackend } from './backend.js'
import { type Connection, connect } from './connection.js'
import { COMMANDS } from './control.js'
import { gateway } from './gateway.js'
import { readProject } from './project.js'
import { openRealtime } from './realtime.js'
import { startState, type State } from './state.js'

/** Supabase over the app's own database: its row rules decide, not ours. */
export function supabase(world: LabWorld): StandIn {
  return supabaseOver(world, world.databaseUrl === undefined ? absent : connect(world.databaseUrl))
}

const absent: Connection = {
  transaction: () => Promise.reject(new Error('the lab has no Postgres database')),
  close: () => Promise.resolve(),
}

const HOST = /^(?!db\.)[\w-]+\.(?:functions\.)?supabase\.(?:co|in|red|net)$/

function supabaseOver(world: LabWorld, connection: Connection): StandIn {
  const project = readProject(world)
  const backend = openBackend(connection)
  const realtime = openRealtime()
  const standIn = defineStandIn<State>({
    name: 'supabase',
    hosts: host => project.hosts.has(host) || HOST.test(host),
    start: startState,
    answer: (request, run) => {
      // The older address of functions has their service in the host.
      const path = /\.functions\.supabase\./.test(request.host) ? `/functions/v1${request.path}` : request.path
      return gateway({ ...request, path }, { run, world, project, backend })
    },
    failure: () =>
      json(503, { code: 'PGRST002', details: null, hint: null, message: 'Could not query the database for the schema cache. Retrying.' }),
    controls: Object.fromEntries(
      Object.entries(COMMANDS).map(([name, command]) => [name, (input, run) => command(input, { run, world, project, backend })]),
    ),
  })(world)
  return {
    ...standIn,
    upgrade: (request, socket, head) => realtime.accept(request, socket, head),
    async close() {
      realtime.close()
      await standIn.close?.()
      await connection.close()
    },
  }
}
