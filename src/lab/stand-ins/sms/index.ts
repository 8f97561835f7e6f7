import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { defineStandIn, type Run } from '../define.js'
import { fields, parseJson, text, type Fields } from '../fields.js'
import { parseForm } from '../form.js'

/** One text that the app sent. */
export interface TextMessage {
  readonly id: string
  readonly by: 'twilio' | 'vonage'
  readonly from: string
  readonly to: string
  readonly text: string
}

interface SmsState {
  readonly messages: TextMessage[]
  /** Codes of Twilio Verify by number: always `123456`, so that a flow can go on. */
  readonly verifying: Set<string>
}

const CODE = '123456'
const TWILIO = /^(api|verify|lookups)\.twilio\.com$/

/** Twilio and Vonage. Commands: `list`, `clear`; a verification's code is 123456. */
export const sms = defineStandIn<SmsState>({
  name: 'sms',
  hosts: host => TWILIO.test(host) || /^(rest|api)\.(nexmo|vonage)\.com$/.test(host),
  start: () => ({ messages: [], verifying: new Set() }),
  answer: (request, run) => (TWILIO.test(request.host) ? twilio(request, run) : vonage(request, run)),
  failure: request =>
    TWILIO.test(request.host)
      ? json(500, { code: 20500, message: 'Internal Server Error', more_info: 'https://www.twilio.com/docs/errors/20500', status: 500 })
      : json(500, { type: 'about:blank', title: 'Internal Server Error' }),
  controls: {
    list: (_input, run) => structuredClone(run.state.messages),
    clear(_input, run) {
      run.state.messages.length = 0
      return {}
    },
  },
})

function twilio(request: OutsideRequest, run: Run<SmsState>): OutsideAnswer {
  const refuse = (status: number, code: number, message: string) =>
    json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
  if (!request.headers['authorization']) return refuse(401, 20003, 'Authenticate')
  const form = parseForm(request.body.toString())
  const to = text(form['To']) ?? ''
  if (/\/Verifications$/.test(request.path)) {
    run.state.verifying.add(to)
    return json(201, { sid: run.name('VE').replace('_', ''), to, channel: form['Channel'], status: 'pending', valid: false })
  }
  if (/\/VerificationCheck$/.test(request.path)) {
    if (!run.state.verifying.has(to)) return refuse(404, 20404, 'The requested resource was not found')
    const valid = form['Code'] === CODE
    if (valid) run.state.verifying.delete(to)
    return json(200, { to, status: valid ? 'approved' : 'pending', valid })
  }
  if (!/\/Messages\.json$/.test(request.path) || request.method !== 'POST')
    return json(200, { sid: run.name('SM'), status: 'active', messages: [] })
  if (to === '') return refuse(400, 21604, "A 'To' phone number is required.")
  if (!/^(whatsapp:)?\+\d{7,15}$/.test(to)) return refuse(400, 21211, `Invalid 'To' Phone Number: ${to}`)
  if (!text(form['Body']) && !form['MediaUrl'] && !form['ContentSid']) return refuse(400, 21602, 'Message body is required.')
  const made = keep(run, 'twilio', run.name('SM', 32).replace('_', ''), form)
  return json(201, {
    sid: made.id,
    status: 'queued',
    to,
    from: made.from,
    body: made.text,
    num_segments: '1',
    error_code: null,
    error_message: null,
  })
}

function vonage(request: OutsideRequest, run: Run<SmsState>): OutsideAnswer {
  const body = fields(parseJson(request.body) ?? parseForm(request.body.toString()))
  const made = keep(run, 'vonage', run.uuid(), { From: body['from'], To: body['to'], Body: body['text'] })
  if (request.path === '/v1/messages') return json(202, { message_uuid: made.id })
  const one = { to: made.to, 'message-id': made.id, status: '0', 'remaining-balance': '10', 'message-price': '0.03', network: '12345' }
  return json(200, { 'message-count': '1', messages: [one] })
}

function keep(run: Run<SmsState>, by: TextMessage['by'], id: string, form: Fields): TextMessage {
  const from = text(form['From']) ?? text(form['MessagingServiceSid']) ?? ''
  const made = { id, by, from, to: text(form['To']) ?? '', text: text(form['Body']) ?? '' }
  run.state.messages.push(made)
  return made
}
