import { createChannels } from './channels.js'
import { converse, type Shared } from './connection.js'
import { execute } from './execute.js'
import { createKeyspaces, type Keyspace } from './keyspace.js'
import type { Reply } from './reply.js'
import { listenTo, type Wire } from '../wire.js'

/** What the lab does with a Redis that is none: everything is in memory, and gone with it. */
export interface RedisStandIn extends Wire {
  /** Runs one command on database 0. */
  run(...words: readonly string[]): Reply
  snapshot(): RedisSnapshot
  restore(snapshot: RedisSnapshot): void
}

export interface RedisSnapshot {
  readonly all: ReadonlyMap<number, Keyspace>
}

export interface RedisOptions {
  /** Address to listen at; inside the seal every address is this machine. */
  readonly host?: string
  /** Sees every command with its reply, in order. */
  readonly onCommand?: (words: readonly string[], reply: Reply) => void
}

/** A Redis on a port of loopback (0: any free one) or on a socket's path. */
export async function listen(where: number | string, options: RedisOptions = {}): Promise<RedisStandIn> {
  const spaces = createKeyspaces()
  const shared: Shared = { spaces, channels: createChannels(), onCommand: options.onCommand }
  const wire = await listenTo(where, options.host ?? '127.0.0.1', socket => converse(socket, shared))
  return {
    ...wire,
    run: (...words) => execute(spaces, 0, words),
    snapshot: () => ({ all: structuredClone(spaces.all) }),
    restore(snapshot) {
      spaces.all.clear()
      for (const [number, keys] of structuredClone(snapshot.all)) spaces.all.set(number, keys)
    },
  }
}
