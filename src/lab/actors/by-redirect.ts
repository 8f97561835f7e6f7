import type { AppModel } from '#model/app-model'
import type { Credentials, Lab, LabAnswer } from '../lab.js'
import type { Visitor } from './provider.js'

const DOOR = /log-?in|sign-?in|oauth|\bauth\b|sso|google|github|connect/i
const NO_DOOR = /log-?out|sign-?out|callback|status|refresh|user|me$|session|[:*{]/i
const MOST_DOORS = 6
const MOST_STEPS = 4

/** Where the app sends people to a provider and back: the same way, with the stand-in saying yes. Says by which door. */
export async function enterByRedirect(
  lab: Lab,
  model: AppModel,
  { actor, id, email, role }: Visitor,
  prove: (credentials: Credentials) => Promise<boolean>,
): Promise<string | undefined> {
  const doors = model.routes.filter(
    ({ method, path, unreached }) => ['GET', 'ALL'].includes(method) && !unreached && DOOR.test(path) && !NO_DOOR.test(path),
  )
  for (const { path } of doors.slice(0, MOST_DOORS)) {
    lab.credentials.set(actor, { cookies: new Map(), headers: {} })
    const provider = whereTo(await lab.send({ actor, method: 'GET', path }))
    if (!provider?.searchParams.has('redirect_uri') || isHere(provider)) continue
    await lab.control('oidc', 'user', { sub: String(id), email, email_verified: true, name: 'Lab', ...(role && { role }) })
    const { location } = (await lab.control('oidc', 'authorize', { url: provider.href })) as { readonly location?: string }
    let next = location === undefined ? undefined : new URL(location)
    for (let step = 0; next && step < MOST_STEPS; step++)
      next = withinApp(await lab.send({ actor, method: 'GET', path: next.pathname + next.search }))
    const kept = lab.credentials.get(actor)
    if (kept && kept.cookies.size > 0 && (await prove(kept))) return `GET ${path}, by way of ${provider.host}`
  }
  lab.credentials.delete(actor)
  return undefined
}

const HERE = 'http://localhost'
const isHere = ({ hostname }: URL): boolean => hostname === 'localhost'

function whereTo({ status, headers }: LabAnswer): URL | undefined {
  const location = status >= 300 && status < 400 ? String(headers['location'] ?? '') : ''
  return URL.canParse(location, HERE) ? new URL(location, HERE) : undefined
}

/** The app's own next page; nothing once it has sent the visitor elsewhere. */
function withinApp(answer: LabAnswer): URL | undefined {
  const to = whereTo(answer)
  return to && isHere(to) ? to : undefined
}
