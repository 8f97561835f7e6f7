import type { OutsideCall } from '#lab/stand-in'
import type { Route } from '#model/app-model'
import type { Finding } from '#triage/finding'
import type { Ground } from '../probe.js'

/** What each try is said to cost, counted from here on. */
interface Cost {
  /** For people: `text messages`. */
  readonly of: string
  spent(): Promise<number | undefined>
}

/** Services that are called for it; one that nobody knows may be any of them. */
const CALLS: readonly (readonly [says: RegExp, of: string, service: RegExp, path?: RegExp])[] = [
  [/sends text messages/, 'text messages', /^(?:sms|unknown)$/],
  [/sends mail/, 'mails', /^(?:mail|unknown)$/],
  [/calls a paid model/, 'calls of a model', /^(?:models|unknown)$/],
  [/opens payments/, 'payments', /^(?:stripe|payments|unknown)$/, /session|intent|charge|order|payment|preference/i],
]

/** What the findings say that every try costs; `undefined` where it is the answer that counts. */
export async function costOf(ground: Ground, route: Route, findings: readonly Finding[]): Promise<Cost | undefined> {
  const { lab } = ground
  const called = CALLS.find(([says]) => findings.some(({ message }) => says.test(message)))
  if (called) {
    const [, of, service, path] = called
    await lab.mark()
    const isSuch = (call: OutsideCall): boolean => call.method !== 'GET' && service.test(call.service) && (path?.test(call.path) ?? true)
    return { of, spent: async () => (await lab.calls()).filter(isSuch).length }
  }
  if (!findings.some(({ message }) => /\b(?:stores whatever|opens accounts)\b/.test(message))) return undefined
  const before = await ground.counts(route)
  const more = async (): Promise<number | undefined> => {
    const now = await ground.counts(route)
    return before.size === 0 ? undefined : Math.max(...[...now].map(([table, count]) => count - (before.get(table) ?? 0)))
  }
  return { of: 'rows', spent: more }
}
