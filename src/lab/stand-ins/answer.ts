import type { OutsideAnswer } from '../stand-in.js'

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): OutsideAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

export function plain(status: number, body: string, type = 'text/plain', headers: Readonly<Record<string, string>> = {}): OutsideAnswer {
  return { status, headers: { 'content-type': type, ...headers }, body }
}

/** Server-sent events; a chunk with `event` is named, as some services do. */
export function events(chunks: Iterable<{ readonly event?: string; readonly data: unknown }>): OutsideAnswer {
  return { status: 200, headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }, body: lines(chunks) }
}

async function* lines(chunks: Iterable<{ readonly event?: string; readonly data: unknown }>): AsyncIterable<string> {
  for (const { event, data } of chunks) {
    yield `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
    // Let the socket write: a client that reads a stream must see more than one piece.
    await new Promise(resolve => setImmediate(resolve))
  }
}
