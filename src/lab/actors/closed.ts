import type { Actor } from '#base/evidence'
import type { Route } from '#model/app-model'
import type { Credentials, Lab, LabAnswer, LabRequest } from '../lab.js'
import { shape, type Shaping } from '../request/shape.js'

/** Requests to guarded routes, with what nobody gets. */
export type Closed = readonly { readonly request: LabRequest; readonly answer: LabAnswer }[]

/** What nobody gets from guarded routes: by it a sign-in is told from an answer that only looks like one. */
export async function closed(lab: Lab, routes: readonly Route[], shaping: Shaping): Promise<Closed> {
  const found: { request: LabRequest; answer: LabAnswer }[] = []
  for (const route of routes.slice(0, 12)) {
    const { request } = await shape(route, 'nobody', 'a', shaping)
    const answer = await lab.send(request)
    const isShown = answer.status >= 200 && answer.status < 300
    // What changes by itself tells nobody from somebody.
    if (isShown && (await lab.send(request)).text !== answer.text) continue
    if (isRefusal(answer) || isElsewhere(answer) || isShown) found.push({ request, answer })
    if (found.filter(one => isRefusal(one.answer)).length === 3) break
  }
  const weight = ({ answer }: (typeof found)[number]): number => (isRefusal(answer) ? 2 : isElsewhere(answer) ? 1 : 0)
  return found.toSorted((a, b) => weight(b) - weight(a)).slice(0, 5)
}

const isRefusal = ({ status, headers }: LabAnswer): boolean =>
  status === 401 || status === 403 || (status >= 300 && status < 400 && /log-?in|sign-?in|auth/i.test(String(headers['location'] ?? '')))

/** Sent away, wherever to: the page for whom is not signed in has any name. */
const isElsewhere = ({ status }: LabAnswer): boolean => status >= 300 && status < 400

/** Whether these credentials open what nobody is refused at, or show more than nobody sees. `own`: the app itself gave them. */
export async function proved(
  { lab, checks }: { readonly lab: Lab; readonly checks: Closed },
  actor: Actor,
  credentials: Credentials,
  own = false,
): Promise<boolean> {
  lab.credentials.set(actor, { cookies: new Map(credentials.cookies), headers: credentials.headers })
  for (const { request, answer: nobody } of checks) {
    const answer = await lab.send({ ...request, actor })
    // Known, and not allowed: nobody is asked for a name first.
    if (answer.status === 403 && nobody.status === 401) return true
    if (isRefusal(answer) || answer.status === 0 || answer.status >= 500) continue
    if (isElsewhere(nobody) && isElsewhere(answer) && nobody.headers['location'] === answer.headers['location']) continue
    if (isRefusal(nobody) || isElsewhere(nobody) || (answer.status < 300 && answer.text !== nobody.text && answer.text.length > 2))
      return true
  }
  if (own && checks.every(({ answer }) => !isRefusal(answer) && !isElsewhere(answer)) && credentials.cookies.size > 0) return true
  lab.credentials.delete(actor)
  return false
}
