import type { Actor } from '#base/evidence'
import type { Person } from '#database/rows/planted'
import type { AppModel } from '#model/app-model'
import type { Lab, LabAnswer } from '../lab.js'
import { sessionCookies } from './mint.js'
import { PASSWORD } from '../request/value.js'

/** Whether people may sign in at a Supabase project, past every server of the app. */
export const hasProject = ({ app }: AppModel): boolean => [...app.databases, ...app.services, ...app.frameworks].includes('supabase')

/**
 * Signs somebody in where the browser does: at the project itself, with an address and a password. Planted people get the password
 * from the project's admin; whoever is not there signs up. Says by which door.
 */
export async function enterProject(
  lab: Lab,
  model: AppModel,
  actor: Actor,
  person: Person | undefined,
  email: string,
): Promise<string | undefined> {
  const { serviceRoleKey } = (await lab.control('supabase', 'keys')) as { readonly serviceRoleKey: string }
  const post = (path: string, body: unknown): Promise<LabAnswer> => lab.send({ actor: 'nobody', method: 'POST', path, body })
  const known =
    person &&
    (await lab.send({
      actor: 'system',
      method: 'PUT',
      path: `/auth/v1/admin/users/${person.id}`,
      headers: { apikey: serviceRoleKey, authorization: `Bearer ${serviceRoleKey}` },
      body: { password: PASSWORD, email_confirm: true },
    }))
  if (known?.status !== 200) await post('/auth/v1/signup', { email, password: PASSWORD })
  const session = await post('/auth/v1/token?grant_type=password', { email, password: PASSWORD })
  const token = (session.json as { readonly access_token?: unknown } | undefined)?.access_token
  if (session.status !== 200 || typeof token !== 'string') return undefined
  lab.credentials.set(actor, { cookies: sessionCookies(lab, model, session.json), headers: { authorization: `Bearer ${token}` } })
  const asked = await lab.send({ actor, method: 'GET', path: '/auth/v1/user' })
  if (asked.status === 200 && (asked.json as { readonly email?: unknown }).email === email) return 'POST /auth/v1/token'
  lab.credentials.delete(actor)
  return undefined
}
