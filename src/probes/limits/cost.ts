import type { OutsideCall } from '#lab/stand-in'
import type { Route } from '#model/app-model'
import { type Lure, lureOf } from '#model/read/risk'
import type { Ground } from '../probe.js'

/** What each try costs, counted from here on. */
interface Cost {
  /** For people: `text messages`. */
  readonly of: string
  spent(): Promise<number | undefined>
}

interface Calls {
  readonly of: string
  /** Services that are called for it; one that nobody knows may be any of them. */
  readonly service: RegExp
  readonly path?: RegExp
}

const CALLS: Partial<Record<Lure, Calls>> = {
  sms: { of: 'text messages', service: /^(?:sms|unknown)$/ },
  mail: { of: 'mails', service: /^(?:mail|unknown)$/ },
  model: { of: 'calls of a model', service: /^(?:models|unknown)$/ },
  card: { of: 'payments', service: /^(?:stripe|payments|unknown)$/, path: /session|intent|charge|order|payment|preference/i },
}

/** What a route lures people to spend; `undefined` where it is the answer that counts. */
export async function costOf(ground: Ground, route: Route): Promise<Cost | undefined> {
  const { lab } = ground
  const lure = lureOf(route)
  const called = lure && CALLS[lure]
  if (called) {
    await lab.mark()
    const isSuch = (call: OutsideCall): boolean =>
      call.method !== 'GET' && called.service.test(call.service) && (called.path?.test(call.path) ?? true)
    return { of: called.of, spent: async () => (await lab.calls()).filter(isSuch).length }
  }
  if (lure !== 'row' && lure !== 'account') return undefined
  const before = await ground.counts(route)
  const more = async (): Promise<number | undefined> => {
    const now = await ground.counts(route)
    return before.size === 0 ? undefined : Math.max(...[...now].map(([table, count]) => count - (before.get(table) ?? 0)))
  }
  return { of: 'rows', spent: more }
}
