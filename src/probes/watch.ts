import type { Lab, LabAnswer } from '#lab/lab'
import type { Ground } from './probe.js'
import { writes } from './written.js'

/** Looks on as an experiment sends its requests. */
interface Watch {
  /** From here on. */
  begin(): Promise<void>
  /** Whether requests may have changed something since. */
  touched(): Promise<boolean>
  /** Whether they were too many. */
  limited(): boolean
  stop(): void
}

/** Notices requests that may have changed something, and whether they were too many. */
export function watch({ lab, model }: Ground): Watch {
  const send = lab.send.bind(lab)
  const acting = model.routes.filter(route => ['GET', 'ALL'].includes(route.method) && writes(route)).map(route => addressOf(route.path))
  let sent: 'nothing' | 'refused' | 'taken' = 'nothing'
  let full = false
  let start: string | undefined
  const open = lab as { send: Lab['send'] }
  open.send = async request => {
    const acts = !['GET', 'HEAD', 'OPTIONS'].includes(request.method) || acting.some(pattern => pattern.test(request.path))
    // What never comes back is no refusal.
    const before = sent
    if (acts) sent = 'taken'
    const answer = await send(request)
    if (acts && before !== 'taken' && isRefused(answer)) sent = 'refused'
    if (answer.status === 429) full = true
    return answer
  }
  return {
    async begin() {
      sent = 'nothing'
      start = await written(lab)
    },
    async touched() {
      if (sent !== 'refused') return sent === 'taken'
      // Who is refused may have left a trace all the same.
      return start === undefined || (await written(lab)) !== start
    },
    limited() {
      const was = full
      full = false
      return was
    },
    stop() {
      open.send = send
    },
  }
}

const isRefused = ({ status }: LabAnswer): boolean => [401, 403, 404, 405].includes(status)

/** How far the database's own log has come: everything that is written is in it. Where rows are kept elsewhere too, nobody knows. */
async function written({ database, store }: Lab): Promise<string | undefined> {
  if (!database || store) return undefined
  const { rows } = await database.query<{ at: string }>('select pg_current_wal_insert_lsn()::text as at')
  return rows[0]?.at
}

/** `/api/orders/:id` → what addresses of it look like. */
const addressOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('/')
      .map(part => (/^[:*]/.test(part) ? '[^/?]*' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/')}/?(?:\\?|$)`,
  )
