import { createHash } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'

const A = 1
const SRV = 33
const HEADER = 12
/** Services that are looked for by name, as `_mongodb._tcp.cluster.example`, and the port at which they are stood in for. */
const SERVICES: Readonly<Record<string, number>> = { _mongodb: 27_017 }

/**
 * A name server that knows every name: each is this machine, under an address that looks like the outside's. It answers under every
 * address, as some apps bring the name server that they ask with them. Source: RFC 1035, RFC 2782.
 */
export function serveNames(everyAddressIsOurs: boolean, port = 53): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    const answer = answerTo(message, everyAddressIsOurs)
    if (answer) socket.send(answer, from.port, from.address)
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, everyAddressIsOurs ? '0.0.0.0' : '127.0.0.1', () => resolve(socket))
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
  const data = dataOf(message.readUInt16BE(at + 1), labels, everyAddressIsOurs)
  const header = Buffer.alloc(HEADER)
  message.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8580, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(data ? 1 : 0, 6)
  const question = message.subarray(HEADER, end)
  if (!data) return Buffer.concat([header, question])
  // Name by pointer to the question, the type that was asked, class IN, 60 s, and how long what follows is.
  const fields = Buffer.from([0xc0, HEADER, message[at + 1]!, message[at + 2]!, 0, 1, 0, 0, 0, 60, 0, data.length])
  return Buffer.concat([header, question, fields, data])
}

function dataOf(type: number, labels: readonly string[], everyAddressIsOurs: boolean): Buffer | undefined {
  if (type === A) return Buffer.from(everyAddressIsOurs ? addressOf(labels.join('.').toLowerCase()) : [127, 0, 0, 1])
  const [service = '', protocol, ...host] = labels
  const port = SERVICES[service.toLowerCase()]
  if (type !== SRV || port === undefined || protocol?.toLowerCase() !== '_tcp') return undefined
  // One server below the host that was asked for: clients refuse one of another domain.
  const target = ['shard-00-00', ...host].map(label => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]))
  return Buffer.concat([Buffer.from([0, 0, 0, 0, port >> 8, port & 255]), ...target, Buffer.from([0])])
}

/** The same name, the same address; in a public range, so that an app's own guard against private addresses acts as it would outside. Bare names (`postgres`, `redis`) are neighbours: loopback. */
function addressOf(name: string): number[] {
  if (!name.includes('.') || name.endsWith('.localhost') || name.endsWith('.local')) return [127, 0, 0, 1]
  const digest = createHash('sha1').update(name).digest()
  return [45, 64 + (digest[0]! & 63), digest[1]!, 1 + (digest[2]! % 250)]
}
