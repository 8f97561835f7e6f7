import type { Actor } from '#base/evidence'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import type { Credentials, Lab, LabAnswer } from '../lab.js'

const PACKAGES = ['next-auth', '@auth/core', '@auth/express', '@auth/sveltekit']
const MOUNTED = /\/?(?::\w+)?\*\w*$|\/?\{\*\w+\}$|\/:nextauth\*?$/
const USUAL = '/api/auth'

/** A door of the library, and what is told of each answer there. */
export interface AuthJsEntry {
  readonly email: string
  readonly password: string
  prove(credentials: Credentials): Promise<boolean>
  note(door: string, answer: LabAnswer): void
}

/**
 * Signs somebody in where Auth.js asks for a name and a password, as its own page does: a token against forgery first, then the form.
 * Says by which door. Source: https://authjs.dev/reference/core#endpoints
 */
export async function enterAuthJs(
  lab: Pick<Lab, 'send' | 'credentials'>,
  model: AppModel,
  source: Source,
  actor: Actor,
  { email, password, prove, note }: AuthJsEntry,
): Promise<string | undefined> {
  if (!source.packages.some(({ dependencies }) => PACKAGES.some(name => name in dependencies))) return undefined
  const mounts = model.routes.filter(({ path, unreached }) => !unreached && /auth/i.test(path) && MOUNTED.test(path))
  for (const base of new Set([...mounts.map(({ path }) => path.replace(MOUNTED, '')), USUAL]))
    for (const id of await credentialProviders(lab, base))
      // Some ask for a name under which somebody is known, and look the address up by it.
      for (const name of [email, email.split('@')[0]!.replaceAll(/[^a-z0-9]/gi, '')]) {
        lab.credentials.set(actor, { cookies: new Map(), headers: {} })
        const { json } = await lab.send({ actor, method: 'GET', path: `${base}/csrf` })
        const csrfToken = String((json as { readonly csrfToken?: unknown } | undefined)?.csrfToken ?? '')
        const form = { csrfToken, callbackUrl: '/', json: 'true', email, username: name, name, identifier: name, login: name, password }
        const answer = await lab.send({ actor, method: 'POST', path: `${base}/callback/${id}`, form })
        note(`POST ${base}/callback/${id}`, answer)
        const kept = lab.credentials.get(actor)
        if (kept && [...kept.cookies.keys()].some(cookie => /session-token/.test(cookie)) && (await prove(kept)))
          return `POST ${base}/callback/${id}`
      }
  lab.credentials.delete(actor)
  return undefined
}

/** Ways in that ask for a name and a password, as the library itself lists them. */
async function credentialProviders(lab: Pick<Lab, 'send'>, base: string): Promise<readonly string[]> {
  const { status, json } = await lab.send({ actor: 'nobody', method: 'GET', path: `${base}/providers` })
  if (status !== 200 || typeof json !== 'object' || json === null) return []
  return Object.values(json as Readonly<Record<string, { readonly id?: unknown; readonly type?: unknown } | null>>).flatMap(one =>
    one?.type === 'credentials' && typeof one.id === 'string' && /^[\w-]+$/.test(one.id) ? [one.id] : [],
  )
}
