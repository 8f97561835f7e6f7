import { createHash } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'

const A = 1
const HEADER = 12

/** A name server that knows every name: each is this machine, under an address that looks like the outside's. */
export function serveNames(everyAddressIsOurs: boolean): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    const answer = answerTo(message, everyAddressIsOurs)
    if (answer) socket.send(answer, from.port, from.address)
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(53, '127.0.0.1', () => resolve(socket))
  })
}

function answerTo(message: Buffer, everyAddressIsOurs: boolean): Buffer | undefined {
  const labels: string[] = []
  let at = HEADER
  while (at < message.length && message[at] !== 0) {
    const length = message[at]!
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const end = at + 5
  if (message.length < end) return undefined
  const known = message.readUInt16BE(at + 1) === A
  const header = Buffer.alloc(HEADER)
  message.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8580, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(known ? 1 : 0, 6)
  const question = message.subarray(HEADER, end)
  if (!known) return Buffer.concat([header, question])
  const address = everyAddressIsOurs ? addressOf(labels.join('.').toLowerCase()) : [127, 0, 0, 1]
  // Name by pointer to the question, type A, class IN, 60 s, four bytes.
  return Buffer.concat([header, question, Buffer.from([0xc0, HEADER, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, ...address])])
}

/** The same name, the same address; in a public range, so that an app's own guard against private addresses acts as it would outside. Bare names (`postgres`, `redis`) are neighbours: loopback. */
function addressOf(name: string): number[] {
  if (!name.includes('.') || name.endsWith('.localhost') || name.endsWith('.local')) return [127, 0, 0, 1]
  const digest = createHash('sha1').update(name).digest()
  return [45, 64 + (digest[0]! & 63), digest[1]!, 1 + (digest[2]! % 250)]
}
