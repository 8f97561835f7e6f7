import { connect } from 'node:net'
import { Resend } from 'resend'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { serve, type Loopback } from '../loopback.fixture.js'
import { mail } from './index.js'
import type { Message } from './message.js'
import { listenSmtp } from './smtp.js'

let resendLab: Loopback
let resend: Resend
beforeAll(async () => {
  resendLab = await serve(mail, 'api.resend.com')
  resend = new Resend('re_lab', { baseUrl: resendLab.url })
})
beforeEach(() => resendLab.control('reset'))
afterAll(() => resendLab.close())

it('takes mail from Resend and keeps what a person would click', async () => {
  const html = '<a href="https://app.test/verify?token=abc&amp;x=1">Verify</a>'
  const { data, error } = await resend.emails.send({ from: 'App <app@lab.test>', to: ['a@b.test'], subject: 'Hi', html })
  expect(error).toBeNull()
  expect(data?.id).toMatch(/^[0-9a-f-]{36}$/)
  expect(await resendLab.control('list')).toMatchObject([
    { by: 'resend', to: ['a@b.test'], subject: 'Hi', links: ['https://app.test/verify?token=abc&x=1'] },
  ])
})

it('refuses what is no address, and fails when told to', async () => {
  expect((await resend.emails.send({ from: 'a@b.test', to: 'nobody', subject: 'x', text: 'x' })).error).toMatchObject({
    name: 'validation_error',
  })
  await resendLab.control('mischief', 'error')
  expect((await resend.emails.send({ from: 'a@b.test', to: 'c@d.test', subject: 'x', text: 'x' })).error).toMatchObject({
    name: 'internal_server_error',
  })
  expect(await resendLab.control('list')).toEqual([])
})

it.each([
  [
    'api.sendgrid.com',
    '/v3/mail/send',
    202,
    {
      from: { email: 'a@b.test' },
      subject: 'S',
      personalizations: [{ to: [{ email: 'c@d.test' }] }],
      content: [{ type: 'text/plain', value: 'T' }],
    },
  ],
  ['api.postmarkapp.com', '/email', 200, { From: 'a@b.test', To: 'c@d.test', Subject: 'S', TextBody: 'T' }],
  ['api.brevo.com', '/v3/smtp/email', 201, { sender: { email: 'a@b.test' }, to: [{ email: 'c@d.test' }], subject: 'S', textContent: 'T' }],
  [
    'mandrillapp.com',
    '/api/1.0/messages/send',
    200,
    { key: 'k', message: { from_email: 'a@b.test', to: [{ email: 'c@d.test' }], subject: 'S', text: 'T' } },
  ],
  [
    'email.eu-west-1.amazonaws.com',
    '/v2/email/outbound-emails',
    200,
    {
      FromEmailAddress: 'a@b.test',
      Destination: { ToAddresses: ['c@d.test'] },
      Content: { Simple: { Subject: { Data: 'S' }, Body: { Text: { Data: 'T' } } } },
    },
  ],
])('takes mail at %s', async (host, path, status, body) => {
  const lab = await serve(mail, host)
  const answer = await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })
  expect(answer.status).toBe(status)
  expect(await lab.control('list')).toMatchObject([{ from: 'a@b.test', to: ['c@d.test'], subject: 'S', text: 'T' }])
  await lab.close()
})

it('takes mail at Mailgun as a form with parts', async () => {
  const lab = await serve(mail, 'api.mailgun.net')
  const form = new FormData()
  for (const [name, value] of Object.entries({ from: 'a@b.test', to: 'c@d.test', subject: 'S', text: 'T\nU' })) form.append(name, value)
  expect((await fetch(`${lab.url}/v3/lab.test/messages`, { method: 'POST', body: form })).status).toBe(200)
  expect(await lab.control('list')).toMatchObject([{ subject: 'S', text: 'T\r\nU' }])
  await lab.close()
})

it('takes mail over SMTP, with its parts decoded', async () => {
  const server = await listenSmtp(0)
  const said = await talk(server.port, [
    'EHLO app',
    'AUTH PLAIN AGEAYg==',
    'MAIL FROM:<a@b.test>',
    'RCPT TO:<c@d.test>',
    'DATA',
    [
      'From: App <a@b.test>',
      'To: c@d.test',
      'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
      'Content-Type: multipart/alternative; boundary="x"',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      '..dotted',
      '--x',
      'Content-Type: text/html',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<a href=3D"https://app.test/r?t=3D1">go</a>',
      '--x--',
      '.',
    ].join('\r\n'),
    'QUIT',
  ])
  expect(said.map(each => each.slice(0, 3))).toEqual(['220', '250', '235', '250', '250', '354', '250', '221'])
  expect(server.messages as readonly Message[]).toMatchObject([
    { by: 'smtp', from: 'App <a@b.test>', to: ['c@d.test'], subject: 'Grüße', text: '.dotted', links: ['https://app.test/r?t=1'] },
  ])
  server.mischief('error')
  expect((await talk(server.port, ['EHLO app', 'MAIL FROM:<a@b.test>'])).at(-1)).toMatch(/^451/)
  await server.close()
})

/** Says each line after the answer to the one before. */
function talk(port: number, lines: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const said: string[] = []
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject)
    socket.on('data', chunk => {
      said.push(chunk.toString())
      const next = lines[said.length - 1]
      if (next !== undefined) return void socket.write(`${next}\r\n`)
      socket.destroy()
      return resolve(said)
    })
  })
}
