import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
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
  /** Connections that become something else: a websocket. `false` where no stand-in takes them. */
  upgrade(host: string, request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** From here on, `reset` goes back to what they hold now. */
  settle(): Promise<void>
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
      // Most services fail in words of their own; the rest fail as any server does.
      const own = standIns.find(one => one.name === service)
      try {
        if (!own?.control) throw new Error('nothing to tell')
        await own.control('mischief', kind)
        moods.delete(service)
      } catch {
        moods.set(service, kind)
      }
    },
    control: async (service, command, input) => named(service).control?.(command, input),
    upgrade: (host, request, socket, head) => {
      const standIn = standIns.find(one => one.answers(host))
      if (!standIn?.upgrade) return false
      standIn.upgrade(request, socket, head)
      return true
    },
    settle: async () => {
      for (const one of standIns) await one.control?.('snapshot', undefined).catch(() => undefined)
    },
    reset: async () => {
      moods = new Map()
      standIns = await Promise.all(
        standIns.map(async (one, index) => {
          try {
            if (!one.control) throw new Error('begins anew')
            await one.control('mischief', 'none').catch(() => undefined)
            await one.control('reset', undefined)
            return one
          } catch {
            await one.close?.()
            return factories[index]!(world)
          }
        }),
      )
    },
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }
