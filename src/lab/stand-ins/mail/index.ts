import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { defineStandIn, type Run } from '../define.js'
import { isAddress, message, type Message } from './message.js'
import { SERVICES, type MailService } from './services.js'

interface MailState {
  readonly messages: Message[]
}

/** Mail services over HTTP. Commands: `list` (what was sent), `clear`. Mail over SMTP is taken by `listenSmtp`. */
export const mail = defineStandIn<MailState>({
  name: 'mail',
  hosts: host => serviceOf(host) !== undefined,
  start: () => ({ messages: [] }),
  answer: (request, run) => respond(request, run),
  failure: request => serviceOf(request.host)?.refuse(500, 'Something went wrong on our side.') ?? json(500, {}),
  controls: {
    list: (_input, run) => structuredClone(run.state.messages),
    clear(_input, run) {
      run.state.messages.length = 0
      return {}
    },
  },
})

function serviceOf(host: string): MailService | undefined {
  return SERVICES.find(service => service.host.test(host))
}

function respond(request: OutsideRequest, run: Run<MailState>): OutsideAnswer | undefined {
  const service = serviceOf(request.host)
  if (!service) return undefined
  const drafts = service.read(request)
  // Contacts, domains and the like: taken, and nothing more.
  if (!drafts) return json(200, { id: run.uuid(), object: 'list', data: [], success: true })
  const wrong = drafts.flatMap(draft => [draft.from, ...draft.to]).find(each => !isAddress(each))
  if (wrong !== undefined)
    return service.refuse(422, `Invalid \`to\` or \`from\` field: ${wrong === '' ? 'it is empty' : 'it is no address'}.`)
  if (drafts.some(draft => draft.to.length === 0)) return service.refuse(422, 'Missing `to` field.')
  const made = drafts.map(draft => message({ ...draft, id: run.uuid(), by: service.name, headers: {} }))
  run.state.messages.push(...made)
  return service.sent(made.map(each => each.id))
}
