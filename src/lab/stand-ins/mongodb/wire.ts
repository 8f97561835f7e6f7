import { deserialize, serialize } from 'bson'
import type { Doc } from './document.js'

const [REPLY, QUERY, MESSAGE] = [1, 2004, 2013]
const READ = { promoteValues: true, promoteBuffers: false, allowObjectSmallerThanBufferSize: true }
const [CHECKSUM, MORE_TO_COME] = [1, 2]
export const LARGEST = 48_000_000

/** One request as the driver wrote it. */
export interface WireRequest {
  readonly database: string
  readonly command: Doc
  /** Makes the bytes of the answer; `undefined` when none is wanted. */
  readonly reply: ((answer: Doc) => Buffer) | undefined
}

/** Whole messages at the start of what came, and what is left. */
export function split(buffer: Buffer): { readonly messages: readonly Buffer[]; readonly rest: Buffer } {
  const messages: Buffer[] = []
  let at = 0
  while (buffer.length - at >= 16) {
    const length = buffer.readInt32LE(at)
    if (length < 16 || length > LARGEST) throw new Error('not the wire protocol of MongoDB')
    if (buffer.length - at < length) break
    messages.push(buffer.subarray(at, at + length))
    at += length
  }
  return { messages, rest: buffer.subarray(at) }
}

export function parse(message: Buffer): WireRequest {
  const [id, code] = [message.readInt32LE(4), message.readInt32LE(12)]
  if (code === MESSAGE) return parseMessage(message, id)
  if (code === QUERY) return parseQuery(message, id)
  throw new Error(`operation ${code} of the wire protocol is not spoken here`)
}

/** The first hello of older drivers, and of newer ones that do not know the server yet. */
function parseQuery(message: Buffer, id: number): WireRequest {
  const end = message.indexOf(0, 20)
  const space = message.toString('utf8', 20, end)
  const document = deserialize(message.subarray(end + 9), READ)
  const command = (document['$query'] ?? document) as Doc
  const reply = (answer: Doc) => {
    const head = Buffer.alloc(20)
    head.writeInt32LE(8, 0)
    head.writeInt32LE(1, 16)
    return envelope(id, REPLY, head, serialize(answer))
  }
  return { database: space.split('.')[0] ?? '', command, reply }
}

function parseMessage(message: Buffer, id: number): WireRequest {
  const flags = message.readInt32LE(16)
  const end = message.length - (flags & CHECKSUM ? 4 : 0)
  let command: Doc = {}
  const lists: Doc = {}
  let at = 20
  while (at < end) {
    const kind = message[at++]
    const length = message.readInt32LE(at)
    if (kind === 0) command = deserialize(message.subarray(at, at + length), READ)
    else {
      const name = message.indexOf(0, at + 4)
      lists[message.toString('utf8', at + 4, name)] = documents(message, name + 1, at + length)
    }
    at += length
  }
  const reply = (answer: Doc) => envelope(id, MESSAGE, Buffer.alloc(5), serialize(answer))
  const { $db, ...rest } = command
  return { database: String($db ?? 'test'), command: { ...rest, ...lists }, reply: flags & MORE_TO_COME ? undefined : reply }
}

function documents(message: Buffer, from: number, to: number): readonly Doc[] {
  const found: Doc[] = []
  for (let at = from; at < to;) {
    const length = message.readInt32LE(at)
    found.push(deserialize(message.subarray(at, at + length), READ))
    at += length
  }
  return found
}

let last = 0

function envelope(request: number, code: number, head: Buffer, body: Uint8Array): Buffer {
  const start = Buffer.alloc(16)
  start.writeInt32LE(16 + head.length + body.length, 0)
  start.writeInt32LE((last = (last + 1) % 0x7fffffff), 4)
  start.writeInt32LE(request, 8)
  start.writeInt32LE(code, 12)
  return Buffer.concat([start, head, body])
}
