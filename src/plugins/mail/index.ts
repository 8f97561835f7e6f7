import { definePlugin, type LibraryCall } from '../plugin.js'
import { answerOf, callBacks, clientOf, inputOf, operationOf, send } from '../send.js'
import { object, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { verdict } from '../webhook/verified.js'

/** Packages, and which of their functions make a client or are set up once. */
const MAIL = new Set([
  'resend',
  'nodemailer',
  '@sendgrid/mail',
  '@sendgrid/client',
  'postmark',
  'mailgun.js',
  'mailgun-js',
  '@getbrevo/brevo',
  'sib-api-v3-sdk',
  'mailersend',
  'loops',
  'plunk-node',
  '@plunk/node',
  'node-mailjet',
  '@mailchimp/mailchimp_transactional',
  '@mailchimp/mailchimp_marketing',
  'emailjs',
  '@emailjs/browser',
  '@emailjs/nodejs',
  'emailjs-com',
  'sendmail',
  'mailtrap',
  'denomailer',
  'smtp',
])
const SMS = new Set(['twilio', '@vonage/server-sdk', 'plivo', 'messagebird', 'telnyx'])
const QUIET = /^(setApiKey|setApiUrl|init|use|verify|close|setTwilioEmailAuth|setSubstitutionWrappers|setTimeout|on|once|connect|isIdle)$/

/** Mail and text messages: what goes out, and whose words are in it. https://resend.com/docs, https://nodemailer.com */
export default definePlugin({
  name: 'mail',
  libraries: [...MAIL, ...SMS, 'mail:client', 'sms:client'],
  call(call) {
    const service = SMS.has(call.library) || call.library === 'sms:client' ? 'sms' : 'mail'
    if (/^validate(Request|ExpressRequest)\w*$/.test(call.method)) return twilio(call)
    if (call.library === 'twilio' && /^(twiml\.|jwt\.)/.test(call.path)) return UNKNOWN
    if (call.library === 'twilio' && call.path === 'webhook') return undefined
    if (call.isNew || isFactory(call))
      return clientOf(service, { package: call.library.endsWith(':client') ? call.on.data['package'] : call.library })
    if (QUIET.test(call.method)) return UNDEFINED
    return sent(call, service)
  },
})

/** `createTransport()`, `twilio(…)`, `mailgun({…}).messages()`: all of them lead to the thing that sends. */
function isFactory(call: LibraryCall): boolean {
  if (call.path === '') return call.library !== 'sendmail'
  return (
    /^(createTransport|createTestAccount|client|apiConnect|connect|messages|setCredentials)$/.test(call.method) &&
    !(call.library === 'sms:client' && call.path.includes('.'))
  )
}

function sent(call: LibraryCall, service: string): Value | undefined {
  const { at } = call
  if (service === 'sms' && !/^(create|fetch|update|remove|list|publish|send\w*)$/.test(call.method)) return undefined
  if ((call.on.data['package'] ?? call.library) === 'resend') {
    send(call, service)
    return object([
      ['data', answerOf(service, at)],
      ['error', origin('error', [], { at })],
    ])
  }
  const answer = send(call, service, operationOf(call.path), inputOf('send', call.args))
  callBacks(call, [origin('error', [], { at }), answer])
  return answer
}

function twilio(call: LibraryCall): Value {
  const [secret, signature, , body] = call.args
  return verdict(call, { service: 'twilio', operation: call.method, secret, signature, body })
}
