import { createServer, type AddressInfo, type Socket } from 'node:net'
import { message, type Message } from './message.js'
import { parseMime } from './parse.js'

/** A mail server that takes everything and delivers nothing. */
export interface SmtpStandIn {
  readonly port: number
  readonly messages: Message[]
  /** How it answers mail: takes it, refuses it, or says nothing. */
  mischief(kind: 'none' | 'error' | 'timeout'): void
  close(): Promise<void>
}

/** On a port of loopback; 0 is any free one. */
export async function listenSmtp(port: number): Promise<SmtpStandIn> {
  const messages: Message[] = []
  const sockets = new Set<Socket>()
  let trouble = 'none'
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(
      socket,
      () => trouble,
      (raw, from, to) => {
        const parsed = parseMime(raw)
        messages.push(message({ ...parsed, id: `smtp-${messages.length + 1}`, by: 'smtp', from: parsed.from || from, to }))
      },
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    mischief: kind => void (trouble = kind),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function converse(socket: Socket, trouble: () => string, take: (raw: string, from: string, to: readonly string[]) => void): void {
  let [waiting, from, data] = ['', '', undefined as string[] | undefined]
  let to: string[] = []
  /** Lines of a log-in that are not commands. */
  let secrets = 0
  const say = (line: string) => void (trouble() === 'timeout' || socket.write(`${line}\r\n`))
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') say('250-lab\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN')
    else if (verb === 'AUTH') {
      secrets = /^AUTH LOGIN$/i.test(line) ? 2 : /^AUTH (PLAIN|LOGIN \S+)$/i.test(line) ? 1 : 0
      say(secrets > 0 ? '334 VXNlcm5hbWU6' : '235 2.7.0 accepted')
    } else if (verb === 'MAIL') {
      from = /<([^>]*)>/.exec(line)?.[1] ?? ''
      to = []
      say(trouble() === 'error' ? '451 4.3.0 Requested action aborted: local error in processing' : '250 2.1.0 ok')
    } else if (verb === 'RCPT') {
      to.push(/<([^>]*)>/.exec(line)?.[1] ?? '')
      say('250 2.1.5 ok')
    } else if (verb === 'DATA') {
      data = []
      say('354 go ahead')
    } else if (verb === 'QUIT') {
      say('221 2.0.0 bye')
      socket.end()
    } else say('250 2.0.0 ok')
  }
  const line = (text: string) => {
    if (data) {
      if (text !== '.') return void data.push(text.replace(/^\.\./, '.'))
      take(data.join('\r\n'), from, to)
      data = undefined
      return say('250 2.0.0 ok: queued')
    }
    if (secrets > 0) {
      secrets -= 1
      return say(secrets > 0 ? '334 UGFzc3dvcmQ6' : '235 2.7.0 accepted')
    }
    return command(text)
  }
  socket.on('error', () => socket.destroy())
  socket.on('data', chunk => {
    const lines = (waiting + chunk.toString('utf8')).split(/\r?\n/)
    waiting = lines.pop() ?? ''
    lines.forEach(line)
  })
  say('220 lab ESMTP')
}
