import { setTimeout as sleep } from 'node:timers/promises'
import { execute } from './execute.js'
import type { Keyspaces } from './keyspace.js'
import type { Reply } from './reply.js'

const STEP = 10

/** Commands that wait for something to come: asked again and again until it has, or their time is over. */
export function blocking(
  spaces: Keyspaces,
  number: number,
  name: string,
  args: readonly string[],
  gone: () => boolean,
): Promise<Reply> | undefined {
  const seconds = Number(args.at(-1))
  const keys = args.slice(0, -1)
  switch (name) {
    case 'BLPOP':
    case 'BRPOP':
    case 'BZPOPMIN':
    case 'BZPOPMAX':
      return until(seconds, gone, () => first(spaces, number, name.slice(1), keys))
    case 'BLMOVE':
    case 'BRPOPLPUSH':
      return until(seconds, gone, () => execute(spaces, number, [name.slice(1), ...keys]))
    default:
      return undefined
  }
}

function first(spaces: Keyspaces, number: number, name: string, keys: readonly string[]): Reply {
  for (const key of keys) {
    const taken = execute(spaces, number, [name, key])
    if (typeof taken === 'string') return [key, taken]
    if (Array.isArray(taken) && taken.length > 0) return [key, ...(taken as readonly Reply[])]
    if (typeof taken === 'object' && taken !== null && 'error' in taken) return taken
  }
  return null
}

async function until(seconds: number, gone: () => boolean, attempt: () => Reply): Promise<Reply> {
  const end = seconds === 0 ? Infinity : performance.now() + seconds * 1000
  for (;;) {
    const reply = attempt()
    if (reply !== null || performance.now() >= end || gone()) return reply
    await sleep(STEP)
  }
}
