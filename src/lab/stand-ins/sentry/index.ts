import type { OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { defineStandIn } from '../define.js'
import { fields, parseJson, text } from '../fields.js'
import { parseEnvelope, type EnvelopeItem } from './envelope.js'

interface SentryState {
  readonly items: EnvelopeItem[]
}

/** Takes what Sentry's SDKs send. Commands: `events` (errors, parsed), `items` ({type?}: everything), `clear`. */
export const sentry = defineStandIn<SentryState>({
  name: 'sentry',
  hosts: (host, world) =>
    /(^|\.)sentry\.io$/.test(host) || Object.entries(world.env).some(([name, value]) => /SENTRY.*DSN/.test(name) && hostOf(value) === host),
  start: () => ({ items: [] }),
  answer(request, run) {
    if (/\/envelope\/$/.test(request.path)) run.state.items.push(...read(request))
    else if (/\/store\/$/.test(request.path)) run.state.items.push({ type: 'event', payload: fields(parseJson(request.body)) })
    return json(200, { id: run.uuid().replaceAll('-', '') })
  },
  failure: () => json(503, { detail: 'Sentry is temporarily unavailable' }),
  controls: {
    events: (_input, run) => structuredClone(run.state.items.filter(item => item.type === 'event').map(item => item.payload)),
    items: (input, run) =>
      structuredClone(run.state.items.filter(item => text(input['type']) === undefined || item.type === input['type'])),
    clear(_input, run) {
      run.state.items.length = 0
      return {}
    },
  },
})

function read(request: OutsideRequest): readonly EnvelopeItem[] {
  return parseEnvelope(request.body, request.headers['content-encoding'])
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}
