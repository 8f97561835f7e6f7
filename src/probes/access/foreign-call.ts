import { ACTORS } from '#base/evidence'
import { nameOf } from '#model/read/route'
import { stepOf } from '../called.js'
import { type Outcome, proved } from '../probe.js'
import type { Intrusion } from './intrusion.js'

/** What such a call costs the owner of the app, by the stand-in that took it. */
const COSTS: readonly (readonly [service: RegExp, what: string])[] = [
  [/^mail$/, 'send a mail'],
  [/^sms$/, 'send a text message'],
  [/^models$/, 'call a model that is paid by the call'],
  [/^(?:stripe|payments)$/, 'open a payment'],
]

/** A proof where nobody makes the app spend something outside: a mail, a text message, a call of a model. */
export async function judgeOutside({ ground, route, actor, suspected, reception, steps }: Intrusion): Promise<Outcome | undefined> {
  if (!suspected || actor !== 'nobody' || reception !== 'taken') return undefined
  for (const call of await ground.lab.calls()) {
    const what = call.method === 'GET' ? undefined : COSTS.find(([service]) => service.test(call.service))?.[1]
    if (what === undefined) continue
    return proved(`${ACTORS[actor]} made the app ${what} by ${nameOf(route)}`, [...steps, stepOf(call)])
  }
  return undefined
}
