import type { Socket } from 'node:net'
import { blocking } from './blocking.js'
import type { Channels, Listener } from './channels.js'
import { execute } from './execute.js'
import { entry, place, type Keyspaces } from './keyspace.js'
import { OK, type Reply } from './reply.js'
import { encode, parseCommands } from './resp.js'

/** What all connections of one server share. */
export interface Shared {
  readonly spaces: Keyspaces
  readonly channels: Channels
  readonly onCommand: ((words: readonly string[], reply: Reply) => void) | undefined
}

interface Client {
  version: 2 | 3
  number: number
  name: string
  /** Commands kept until `EXEC`. */
  queue: (readonly string[])[] | undefined
  watched: Map<string, string>
}

/** Serves one socket: commands in order, each answered before the next. */
export function converse(socket: Socket, shared: Shared): void {
  const client: Client = { version: 2, number: 0, name: '', queue: undefined, watched: new Map() }
  const listener: Listener = message => void socket.write(encode({ push: message }, client.version))
  let waiting: Buffer = Buffer.alloc(0)
  let line = Promise.resolve()
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    shared.channels.unsubscribe(listener, undefined, false)
    shared.channels.unsubscribe(listener, undefined, true)
  })
  socket.on('data', chunk => {
    try {
      const { commands, rest } = parseCommands(waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]))
      waiting = Buffer.from(rest)
      for (const words of commands) {
        line = line
          .then(async () => {
            const reply = await answer(words, client, shared, listener, () => socket.destroyed)
            for (const each of reply) if (!socket.destroyed) socket.write(encode(each, client.version))
            shared.onCommand?.(words, reply[0] ?? null)
            if (words[0]?.toUpperCase() === 'QUIT') socket.end()
          })
          .catch(() => void socket.destroy())
      }
    } catch {
      socket.end(encode({ error: 'ERR Protocol error' }, 2))
    }
  })
}

/** Replies to one command: subscriptions answer once for each channel, `RESET`-like ones never. */
async function answer(
  words: readonly string[],
  client: Client,
  shared: Shared,
  listener: Listener,
  gone: () => boolean,
): Promise<readonly Reply[]> {
  const [given = '', ...args] = words
  const name = given.toUpperCase()
  if (/^P?(UN)?SUBSCRIBE$/.test(name)) return subscribed(name, args, shared.channels, listener)
  if (client.queue && !/^(EXEC|DISCARD|MULTI|WATCH|QUIT|RESET)$/.test(name)) {
    client.queue.push(words)
    return [{ simple: 'QUEUED' }]
  }
  const wait = blocking(shared.spaces, client.number, name, args, gone)
  return [wait ? await wait : now(name, args, words, client, shared)]
}

function now(name: string, args: readonly string[], words: readonly string[], client: Client, shared: Shared): Reply {
  switch (name) {
    case 'HELLO':
      return hello(args, client)
    case 'AUTH':
    case 'QUIT':
    case 'READONLY':
      return OK
    case 'SELECT':
      client.number = Number(args[0] ?? 0)
      return OK
    case 'CLIENT':
      return aboutClient(args, client)
    case 'PUBLISH':
      return shared.channels.publish(args[0] ?? '', args[1] ?? '')
    case 'PUBSUB':
      return args[0]?.toUpperCase() === 'CHANNELS' ? [...shared.channels.names()] : []
    case 'MULTI':
      if (client.queue) return { error: 'ERR MULTI calls can not be nested' }
      client.queue = []
      return OK
    case 'DISCARD':
      if (!client.queue) return { error: 'ERR DISCARD without MULTI' }
      client.queue = undefined
      client.watched.clear()
      return OK
    case 'WATCH':
      for (const key of args) client.watched.set(key, state(shared, client, key))
      return OK
    case 'UNWATCH':
      client.watched.clear()
      return OK
    case 'EXEC':
      return exec(client, shared)
  }
  return execute(shared.spaces, client.number, words)
}

function exec(client: Client, shared: Shared): Reply {
  const { queue } = client
  if (!queue) return { error: 'ERR EXEC without MULTI' }
  client.queue = undefined
  const touched = [...client.watched].some(([key, before]) => state(shared, client, key) !== before)
  client.watched.clear()
  if (touched) return null
  return queue.map(words => now((words[0] ?? '').toUpperCase(), words.slice(1), words, client, shared))
}

/** A key as it is, in text, so that a change shows. */
function state(shared: Shared, client: Client, key: string): string {
  const found = entry(place(shared.spaces, client.number), key)
  if (!found) return ''
  const { value } = found
  return `${found.kind}:${JSON.stringify(typeof value === 'string' || Array.isArray(value) ? value : [...value])}`
}

function hello(args: readonly string[], client: Client): Reply {
  if (args[0] !== undefined && args[0] !== '2' && args[0] !== '3') return { error: 'NOPROTO unsupported protocol version' }
  if (args[0] !== undefined) client.version = args[0] === '3' ? 3 : 2
  const about = { server: 'redis', version: '7.2.0', proto: client.version, id: 1, mode: 'standalone', role: 'master' }
  return { map: [...Object.entries(about), ['modules', []]] }
}

function aboutClient(args: readonly string[], client: Client): Reply {
  const command = args[0]?.toUpperCase()
  if (command === 'ID') return 1
  if (command === 'GETNAME') return client.name
  if (command === 'LIST' || command === 'INFO') return `id=1 addr=127.0.0.1:1 name=${client.name} db=${client.number}\n`
  if (command === 'SETNAME') client.name = args[1] ?? ''
  return OK
}

function subscribed(name: string, args: readonly string[], channels: Channels, listener: Listener): readonly Reply[] {
  const isPattern = name.startsWith('P')
  if (!name.includes('UN')) {
    return args.map(each => {
      channels.subscribe(listener, each, isPattern)
      return { push: [name.toLowerCase(), each, channels.count(listener)] }
    })
  }
  const gone =
    args.length === 0
      ? channels.unsubscribe(listener, undefined, isPattern)
      : args.flatMap(each => channels.unsubscribe(listener, each, isPattern))
  const names = gone.length > 0 ? gone : [null]
  return names.map(each => ({ push: [name.toLowerCase(), each, channels.count(listener)] }))
}
