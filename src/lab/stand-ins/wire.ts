import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createSecure, type TlsOptions } from 'node:tls'

/** A server of connections that are no HTTP. */
export interface Wire {
  /** `undefined` on a socket's path. */
  readonly port: number | undefined
  /** Serves a connection that somebody else accepted. */
  accept(socket: Socket): void
  /** Ends every connection. */
  close(): Promise<void>
}

/** Listens on a port of `host` (0: any free one) or on a socket's path. */
export async function listenTo(where: number | string, host: string, serve: (socket: Socket) => void): Promise<Wire> {
  const sockets = new Set<Socket>()
  const accept = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket)
  }
  const server = createServer(accept)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (typeof where === 'number') server.listen(where, host, resolve)
    else server.listen(where, resolve)
  })
  return {
    port: typeof where === 'number' ? (server.address() as AddressInfo).port : undefined,
    accept,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** First bytes of a handshake: a record of that kind, and the version. Source: RFC 8446, 5.1. */
const HANDSHAKE = [0x16, 0x03]

/** For a port on which some clients speak TLS from the first byte, and others do not. */
export function eitherWay(options: TlsOptions, serve: (socket: Duplex) => void): (socket: Socket) => void {
  const secure = createSecure(options, serve)
  secure.on('tlsClientError', (_, socket) => socket.destroy())
  return socket => {
    socket.on('error', () => socket.destroy())
    socket.once('data', (first: Buffer) => {
      socket.pause()
      socket.unshift(first)
      if (HANDSHAKE.every((byte, at) => first[at] === byte)) return void secure.emit('connection', socket)
      serve(socket)
      socket.resume()
    })
  }
}
