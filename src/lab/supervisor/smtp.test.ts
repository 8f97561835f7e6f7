import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { createAuthority } from './certificates.js'
import { secureMail } from './smtp.js'

test('mail is taken over TLS, under whatever name the app knows the server', async () => {
  const taken: string[] = []
  const authority = await createAuthority()
  const server = await secureMail(
    { record: (service, _, method, path, body) => void taken.push(`${service} ${method} ${path} ${body}`) },
    authority,
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const socket = connect({ host: '127.0.0.1', port, servername: 'smtp.mail.example', ca: authority.certificate })
    const answers: string[] = []
    socket.on('data', part => answers.push(part.toString()))
    await once(socket, 'secureConnect')
    for (const line of [
      'EHLO app',
      'AUTH PLAIN AGEAYg==',
      'MAIL FROM:<shop@lab.example>',
      'RCPT TO:<a@lab.example>',
      'DATA',
      'Code: 1234',
      '.',
      'QUIT',
    ])
      socket.write(`${line}\r\n`)
    await once(socket, 'end')
    expect(answers.join('')).toMatch(/^220 .*250 taken\r\n221 bye\r\n$/s)
    expect(taken).toEqual(['mail SEND a@lab.example Code: 1234\n'])
  } finally {
    server.close()
  }
})
