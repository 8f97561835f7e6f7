import type { LabWorld, Mischief, OutsideAnswer, OutsideRequest, StandIn } from '../stand-in.js'
import type { StandInFactory } from '../stand-ins/factory.js'
import type { Calls } from './calls.js'
import { builtIn } from './built-in.js'

/** All stand-ins of one lab, and how each misbehaves at the moment. */
export interface Outside {
  answer(request: OutsideRequest): Promise<OutsideAnswer>
  /** For connections that are no request (mail, a database wire): only recorded. */
  record(service: string, host: string, method: string, path: string, body: string, status: number): void
  mischief(service: string, kind: Mischief): Promise<void>
  control(service: string, command: string, input: unknown): Promise<unknown>
  reset(): Promise<void>
}

const SLOW = 5_000

export function openOutside(world: LabWorld, factories: readonly StandInFactory[], calls: Calls): Outside {
  let standIns: readonly StandIn[] = factories.map(create => create(world))
  let moods = new Map<string, Mischief>()
  const named = (service: string): StandIn => {
    const found = standIns.find(one => one.name === service)
    if (!found) throw new Error(`there is no stand-in named ${service}`)
    return found
  }
  const record: Outside['record'] = (service, host, method, path, body, status) =>
    calls.add({ at: world.now().getTime(), service, host, method, path, body, status })

  async function served(service: string, standIn: StandIn | undefined, request: OutsideRequest): Promise<OutsideAnswer> {
    const mood = moods.get(service) ?? moods.get('*') ?? 'none'
    if (mood === 'slow') await new Promise(resolve => setTimeout(resolve, SLOW))
    if (mood === 'timeout') await new Promise(() => {})
    if (mood === 'error') return { status: 500, headers: JSON_TYPE, body: '{"error":{"type":"api_error","message":"internal error"}}' }
    try {
      return (await standIn?.answer(request)) ?? { status: 200, headers: JSON_TYPE, body: '{}' }
    } catch (error) {
      return { status: 500, headers: JSON_TYPE, body: JSON.stringify({ error: `stand-in ${service}: ${String(error)}` }) }
    }
  }

  return {
    record,
    answer: async request => {
      const standIn = standIns.find(one => one.answers(request.host))
      const plain = builtIn(request)
      const service = standIn?.name ?? (plain ? 'web' : 'unknown')
      const answer = plain && (!standIn || standIn.name === 'unknown') ? plain : await served(service, standIn, request)
      const query = request.query.size > 0 ? `?${request.query}` : ''
      record(service, request.host, request.method, request.path + query, request.body.toString('utf8'), answer.status)
      return answer
    },
    mischief: async (service, kind) => {
      moods.set(service, kind)
      // A stand-in that knows `hostile` or a finer way of failing is told too.
      await standIns
        .find(one => one.name === service)
        ?.control?.('mischief', kind)
        ?.catch(() => undefined)
    },
    control: async (service, command, input) => named(service).control?.(command, input),
    reset: async () => {
      moods = new Map()
      await Promise.all(standIns.map(one => one.close?.()))
      standIns = factories.map(create => create(world))
    },
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }
