import { showFloat, type Reply } from './reply.js'

/** Commands at the start of what came, and what is left. */
export function parseCommands(buffer: Buffer): { readonly commands: readonly (readonly string[])[]; readonly rest: Buffer } {
  const commands: (readonly string[])[] = []
  let at = 0
  for (;;) {
    const one = buffer[at] === 42 ? list(buffer, at) : inline(buffer, at)
    if (!one) break
    at = one.end
    if (one.words.length > 0) commands.push(one.words)
  }
  return { commands, rest: buffer.subarray(at) }
}

interface Parsed {
  readonly words: readonly string[]
  readonly end: number
}

function line(buffer: Buffer, at: number): { readonly text: string; readonly end: number } | undefined {
  const end = buffer.indexOf('\r\n', at)
  return end === -1 ? undefined : { text: buffer.toString('latin1', at, end), end: end + 2 }
}

function list(buffer: Buffer, start: number): Parsed | undefined {
  const head = line(buffer, start)
  if (!head) return undefined
  const words: string[] = []
  let at = head.end
  for (let left = Number(head.text.slice(1)); left > 0; left -= 1) {
    const size = line(buffer, at)
    if (!size) return undefined
    if (!/^\$\d+$/.test(size.text)) throw new Error('not the protocol of Redis')
    const end = size.end + Number(size.text.slice(1))
    if (buffer.length < end + 2) return undefined
    words.push(buffer.toString('latin1', size.end, end))
    at = end + 2
  }
  return { words, end: at }
}

function inline(buffer: Buffer, at: number): Parsed | undefined {
  const head = line(buffer, at)
  return head && { words: head.text.split(/\s+/).filter(Boolean), end: head.end }
}

export function encode(reply: Reply, version: 2 | 3): Buffer {
  return Buffer.from(write(reply, version), 'latin1')
}

function write(reply: Reply, version: 2 | 3): string {
  if (reply === null) return version === 3 ? '_\r\n' : '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`
  if (isList(reply)) return `*${reply.length}\r\n${reply.map(each => write(each, version)).join('')}`
  if ('simple' in reply) return `+${reply.simple}\r\n`
  if ('error' in reply) return `-${reply.error.replace(/[\r\n]+/g, ' ')}\r\n`
  if ('double' in reply) return version === 3 ? `,${showFloat(reply.double)}\r\n` : write(showFloat(reply.double), version)
  if ('push' in reply) return `${version === 3 ? '>' : '*'}${reply.push.length}\r\n${reply.push.map(each => write(each, version)).join('')}`
  const size = version === 3 ? `%${reply.map.length}` : `*${reply.map.length * 2}`
  return `${size}\r\n${reply.map.map(([key, value]) => write(key, version) + write(value, version)).join('')}`
}

function isList(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply)
}
