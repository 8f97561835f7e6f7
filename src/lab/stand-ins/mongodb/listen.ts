import type { Duplex } from 'node:stream'
import type { TlsOptions } from 'node:tls'
import type { Doc } from './document.js'
import { createRunner } from './commands.js'
import { type LogIn, createLogIn } from './scram.js'
import { copyStore, type Store } from './store.js'
import { parse, split } from './wire.js'
import { eitherWay, listenTo, type Wire } from '../wire.js'

/** What the lab does with a MongoDB that is none: everything is in memory, and gone with it. */
export interface MongoStandIn extends Wire {
  /** Every document, by database and collection. */
  documents(): Readonly<Record<string, Readonly<Record<string, readonly Doc[]>>>>
  /** Runs one command as a client would. */
  run(database: string, command: Doc): Doc
  snapshot(): MongoSnapshot
  restore(snapshot: MongoSnapshot): void
}

export interface MongoSnapshot {
  readonly store: Store
}

export interface MongoOptions {
  /** Address to listen at; inside the seal every address is this machine. */
  readonly host?: string
  /** Clients that begin with TLS are answered in TLS. */
  readonly secure?: TlsOptions
  /** Any of these opens the account of whoever signs in. */
  readonly passwords?: readonly string[]
  /** Sees every command with its answer, in order. */
  readonly onCommand?: (database: string, command: Doc, answer: Doc) => void
}

/** A MongoDB on a port of loopback (0: any free one) or on a socket's path. */
export async function listen(where: number | string, options: MongoOptions = {}): Promise<MongoStandIn> {
  const store: Store = new Map()
  const runner = createRunner(store)
  const run = (database: string, command: Doc) => {
    const answer = runner(database, command)
    options.onCommand?.(database, command, answer)
    return answer
  }
  const logIn = createLogIn(options.passwords ?? [])
  const answer = (socket: Duplex): void => serve(socket, run, logIn)
  const wire = await listenTo(where, options.host ?? '127.0.0.1', options.secure ? eitherWay(options.secure, answer) : answer)
  return {
    ...wire,
    documents: () => shown(store),
    run,
    snapshot: () => ({ store: copyStore(store) }),
    restore(snapshot) {
      store.clear()
      for (const [space, collection] of copyStore(snapshot.store)) store.set(space, collection)
    },
  }
}

function serve(socket: Duplex, run: (database: string, command: Doc) => Doc, logIn: () => LogIn): void {
  const signingIn = logIn()
  let waiting: Buffer = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    try {
      const { messages, rest } = split(waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]))
      waiting = Buffer.from(rest)
      for (const message of messages) {
        const { database, command, reply } = parse(message)
        const answer = signingIn(command) ?? run(database, command)
        if (reply) socket.write(reply(answer))
      }
    } catch {
      socket.destroy()
    }
  })
}

function shown(store: Store): Record<string, Record<string, readonly Doc[]>> {
  const all: Record<string, Record<string, readonly Doc[]>> = {}
  for (const [space, collection] of store) {
    const dot = space.indexOf('.')
    ;(all[space.slice(0, dot)] ??= {})[space.slice(dot + 1)] = [...collection.docs.values()]
  }
  return all
}
