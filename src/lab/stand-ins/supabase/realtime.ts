import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { fields, parseJson } from '../fields.js'

/** `/realtime/v1/websocket`: joins are answered, hearts beat, and nothing is ever told; a client that waits for an event waits quietly. */
export interface Realtime {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

export function openRealtime(): Realtime {
  const server = new WebSocketServer({ noServer: true })
  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, client => {
        client.on('error', () => {})
        client.on('message', data => {
          for (const reply of replies(String(data))) client.send(reply)
        })
      })
    },
    close() {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

/** Phoenix messages: an object, or a list of five in the newer form. */
export function replies(text: string): readonly string[] {
  const message = parseJson(text)
  const isList = Array.isArray(message)
  const said = isList
    ? { join_ref: message[0], ref: message[1], topic: message[2], event: message[3], payload: message[4] }
    : fields(message)
  const write = (event: string, payload: unknown, ref: unknown) =>
    JSON.stringify(isList ? [said['join_ref'], ref, said['topic'], event, payload] : { topic: said['topic'], event, payload, ref })
  const ok = (response: unknown) => write('phx_reply', { status: 'ok', response }, said['ref'])
  switch (said['event']) {
    case 'phx_join': {
      const changes = fields(fields(said['payload'])['config'])['postgres_changes']
      const numbered = (Array.isArray(changes) ? changes : []).map((change, index) => ({ id: index + 1, ...fields(change) }))
      const subscribed = {
        message: 'Subscribed to PostgreSQL',
        status: 'ok',
        extension: 'postgres_changes',
        channel: String(said['topic']).replace(/^realtime:/, ''),
      }
      return [
        ok({ postgres_changes: numbered }),
        write('presence_state', {}, null),
        ...(numbered.length > 0 ? [write('system', subscribed, null)] : []),
      ]
    }
    case 'heartbeat':
      return [ok({})]
    case 'phx_leave':
      return [ok({}), write('phx_close', {}, said['ref'])]
    case 'broadcast':
    case 'presence':
      return said['ref'] === null || said['ref'] === undefined ? [] : [ok({})]
    default:
      return []
  }
}
