import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json, plain } from '../answer.js'
import { fields, items, parseJson, text, type Fields } from '../fields.js'
import { parseForm } from '../form.js'
import { addresses, firstText, type Message } from './message.js'
import { parseMime } from './parse.js'

/** A mail service: what it is sent, and what it says. */
export interface MailService {
  readonly name: string
  readonly host: RegExp
  /** Messages in a request; `undefined` where it sends none. */
  read(request: OutsideRequest): readonly Draft[] | undefined
  /** The answer after messages were taken. */
  sent(ids: readonly string[]): OutsideAnswer
  /** In the service's own shape. */
  refuse(status: number, why: string): OutsideAnswer
}

export type Draft = Pick<Message, 'from' | 'to' | 'subject' | 'text' | 'html'>

function draft(body: Fields): Draft {
  return {
    from: addresses(body['from'] ?? body['From'] ?? body['sender'])[0] ?? '',
    to: addresses(body['to'] ?? body['To']),
    subject: firstText(body, 'subject', 'Subject'),
    text: firstText(body, 'text', 'TextBody', 'textContent'),
    html: firstText(body, 'html', 'HtmlBody', 'htmlContent'),
  }
}

const body = (request: OutsideRequest) => parseJson(request.body)

export const SERVICES: readonly MailService[] = [
  {
    name: 'resend',
    host: /^api\.resend\.com$/,
    read(request) {
      if (request.method !== 'POST' || !/^\/emails(\/batch)?$/.test(request.path)) return undefined
      const given = body(request)
      return Array.isArray(given) ? given.map(each => draft(fields(each))) : [draft(fields(given))]
    },
    sent: ids => json(200, ids.length === 1 ? { id: ids[0] } : { data: ids.map(id => ({ id })) }),
    refuse: (status, why) =>
      json(status, { statusCode: status, name: status >= 500 ? 'internal_server_error' : 'validation_error', message: why }),
  },
  {
    name: 'sendgrid',
    host: /^api(\.eu)?\.sendgrid\.com$/,
    read(request) {
      if (request.path !== '/v3/mail/send') return undefined
      const given = fields(body(request))
      const part = (type: string) => text(fields(items(given['content']).find(each => fields(each)['type'] === type))['value']) ?? ''
      const bodies = { text: part('text/plain'), html: part('text/html') }
      return items(given['personalizations']).map(each => ({
        from: addresses(given['from'])[0] ?? '',
        to: addresses(fields(each)['to']),
        subject: firstText(each, 'subject') || firstText(given, 'subject'),
        ...bodies,
      }))
    },
    sent: ids => plain(202, '', 'text/plain', { 'x-message-id': ids[0] ?? '' }),
    refuse: (status, why) => json(status, { errors: [{ message: why, field: null, help: null }] }),
  },
  {
    name: 'postmark',
    host: /^api\.postmarkapp\.com$/,
    read(request) {
      if (!/^\/email(\/batch|\/withTemplate)?$/.test(request.path)) return undefined
      const given = body(request)
      return (Array.isArray(given) ? given : [given]).map(each => draft(fields(each)))
    },
    sent(ids) {
      const one = (id: string) => ({ ErrorCode: 0, Message: 'OK', MessageID: id, SubmittedAt: new Date(0).toISOString(), To: '' })
      return json(200, ids.length === 1 ? one(ids[0] ?? '') : ids.map(one))
    },
    refuse: (status, why) => json(status, { ErrorCode: status >= 500 ? 500 : 300, Message: why }),
  },
  {
    name: 'mailgun',
    host: /^api(\.eu)?\.mailgun\.net$/,
    read: request => (/\/messages$/.test(request.path) ? [draft(formOf(request))] : undefined),
    sent: ids => json(200, { id: `<${ids[0] ?? ''}@lab>`, message: 'Queued. Thank you.' }),
    refuse: (status, why) => json(status, { message: why }),
  },
  {
    name: 'brevo',
    host: /^api\.(brevo|sendinblue)\.com$/,
    read: request => (request.path === '/v3/smtp/email' ? [draft(fields(body(request)))] : undefined),
    sent: ids => json(201, { messageId: `<${ids[0] ?? ''}@lab>` }),
    refuse: (status, why) => json(status, { code: status >= 500 ? 'internal_error' : 'invalid_parameter', message: why }),
  },
  {
    name: 'mandrill',
    host: /^mandrillapp\.com$/,
    read(request) {
      if (!/\/messages\/send/.test(request.path)) return undefined
      const given = fields(fields(body(request))['message'])
      return [{ ...draft(given), from: firstText(given, 'from_email') }]
    },
    sent: ids =>
      json(
        200,
        ids.map(id => ({ _id: id, status: 'sent', reject_reason: null })),
      ),
    refuse: (status, why) => json(status, { status: 'error', code: -1, name: 'GeneralError', message: why }),
  },
  {
    name: 'ses',
    host: /^email\.[\w-]+\.amazonaws\.com$/,
    read(request) {
      if (request.path === '/v2/email/outbound-emails') return [ses(fields(body(request)))]
      const form = parseForm(request.body.toString())
      if (form['Action'] === 'SendRawEmail') return [parseMime(Buffer.from(String(form['RawMessage.Data'] ?? ''), 'base64').toString())]
      if (form['Action'] !== 'SendEmail') return undefined
      const to = Object.keys(form).filter(key => key.startsWith('Destination.ToAddresses.member.'))
      return [
        {
          from: firstText(form, 'Source'),
          to: to.map(key => String(form[key])),
          subject: firstText(form, 'Message.Subject.Data'),
          text: firstText(form, 'Message.Body.Text.Data'),
          html: firstText(form, 'Message.Body.Html.Data'),
        },
      ]
    },
    sent: ids => json(200, { MessageId: ids[0] }),
    refuse: (status, why) =>
      json(status, { __type: status >= 500 ? 'InternalServiceErrorException' : 'BadRequestException', message: why }),
  },
  {
    name: 'mailersend',
    host: /^api\.(mailersend|loops|useplunk)\.(com|so)$/,
    read: request => (request.method === 'POST' ? [draft(fields(body(request)))] : undefined),
    sent: ids => json(202, { success: true, id: ids[0] }, { 'x-message-id': ids[0] ?? '' }),
    refuse: (status, why) => json(status, { message: why }),
  },
]

function ses(given: Fields): Draft {
  const content = fields(given['Content'])
  const raw = text(fields(content['Raw'])['Data'])
  const destination = addresses(fields(given['Destination'])['ToAddresses'])
  if (raw !== undefined) {
    const parsed = parseMime(Buffer.from(raw, 'base64').toString())
    return { ...parsed, to: destination.length > 0 ? destination : parsed.to }
  }
  const simple = fields(content['Simple'])
  const part = (name: string) => firstText(fields(fields(simple['Body'])[name]), 'Data')
  return {
    from: firstText(given, 'FromEmailAddress'),
    to: destination,
    subject: firstText(simple['Subject'], 'Data'),
    text: part('Text'),
    html: part('Html'),
  }
}

function formOf(request: OutsideRequest): Fields {
  const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) return parseForm(request.body.toString())
  const parts = request.body.toString().split(`--${boundary}`)
  return Object.fromEntries(
    parts.flatMap(part => {
      const [, name, value] = /name="([^"]+)"[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n([\s\S]*?)\r?\n$/.exec(part) ?? []
      return name === undefined ? [] : [[name, value]]
    }),
  )
}
