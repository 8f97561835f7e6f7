import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecure } from 'node:tls'
import { type Authority, secured } from './certificates.js'
import type { Outside } from './outside.js'

const PORTS = [25, 587, 1025, 2525]
/** Spoken to in TLS from the first byte: what `service: 'gmail'` of nodemailer asks for. Source: RFC 8314. */
const SECURE_PORT = 465
const LARGEST = 5_000_000

/** A mail server that takes everything and delivers nothing. Source: RFC 5321. */
export async function serveMail(outside: Pick<Outside, 'record'>, authority: Authority): Promise<void> {
  for (const port of [SECURE_PORT, ...PORTS]) {
    const server = port === SECURE_PORT ? await secureMail(outside, authority) : createServer(socket => converse(socket, outside))
    await new Promise<void>(resolve => {
      server.once('error', () => resolve())
      server.listen(port, '0.0.0.0', () => resolve())
    })
  }
}

export const secureMail = async (outside: Pick<Outside, 'record'>, authority: Authority): Promise<Server> =>
  createSecure(await secured(authority), socket => converse(socket, outside))

function converse(socket: Socket, outside: Pick<Outside, 'record'>): void {
  let pending = ''
  let body: string | undefined
  let logIn = 0
  const recipients: string[] = []
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  socket.on('error', () => undefined)
  say('220 lab ESMTP')
  socket.on('data', part => {
    pending += part.toString('utf8')
    if (pending.length > LARGEST) return void socket.destroy()
    for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
      const line = pending.slice(0, end)
      pending = pending.slice(end + 2)
      if (body !== undefined) takeLine(line)
      else command(line)
    }
  })
  function takeLine(line: string): void {
    if (line !== '.') return void (body += `${line}\n`)
    outside.record('mail', 'smtp', 'SEND', recipients.join(','), body ?? '', 250)
    body = undefined
    recipients.length = 0
    say('250 taken')
  }
  function command(line: string): void {
    if (logIn > 0) return say(--logIn > 0 ? '334 UGFzc3dvcmQ6' : '235 in')
    const [word = '', ...rest] = line.split(' ')
    switch (word.toUpperCase()) {
      case 'EHLO':
        say('250-lab')
        say('250-AUTH PLAIN LOGIN')
        return say('250 8BITMIME')
      case 'AUTH': {
        if (rest[0]?.toUpperCase() === 'LOGIN') {
          logIn = 2
          return say('334 VXNlcm5hbWU6')
        }
        return say('235 in')
      }
      case 'RCPT':
        recipients.push(/<([^>]*)>/.exec(line)?.[1] ?? line)
        return say('250 yes')
      case 'DATA':
        body = ''
        return say('354 go on')
      case 'QUIT':
        say('221 bye')
        return void socket.end()
      default:
        say('250 yes')
    }
  }
}
