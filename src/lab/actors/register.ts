import type { Actor } from '#base/evidence'
import type { Route } from '#model/app-model'
import type { Lab, LabAnswer, LabRequest } from '../lab.js'
import { routeFields } from '../request/field.js'
import { shape, type Shaping, withSettings } from '../request/shape.js'
import { insist } from '../request/try.js'
import { PASSWORD, plausible } from '../request/value.js'
import { passwordForm } from './form.js'

/** Where a door is, and what its request is made from. */
export interface Asked {
  readonly lab: Lab
  readonly shaping: Shaping
  /** What everybody's password is, where it is not one of the lab's own. */
  readonly password?: string
  /** Who somebody is to the provider that vouches for them. */
  readonly subject?: string
}

/** As a script sends it; `asPage`: as the page's own form does, with what the page puts into it. Whoever has tried too often begins anew, as limits are kept in memory. */
export async function register(door: Asked, route: Route, actor: Actor, email: string, asPage = false): Promise<LabAnswer> {
  const answer = await ask(door, route, actor, email, asPage)
  if (answer.status !== 429) return answer
  await door.lab.restart()
  return ask(door, route, actor, email, asPage)
}

/** Whether to ask as a page does, likelier first: where a page stands before the door, that is whom it is for. */
export async function manners({ lab, shaping }: Asked, route: Route): Promise<readonly boolean[]> {
  if (route.kind === 'action') return [false]
  const page = await lab.send({ actor: 'nobody', method: 'GET', path: withSettings(route.path, shaping.setting) })
  return passwordForm(page.text) ? [true, false] : [false, true]
}

async function ask(door: Asked, route: Route, actor: Actor, email: string, asPage: boolean): Promise<LabAnswer> {
  const { request } = await shape(route, actor, actor, door.shaping, {
    ...subjectFields(route, door.subject),
    ...identityFields(route, email, door.password),
  })
  const textOf = ({ body }: LabRequest): Record<string, string> =>
    Object.fromEntries(Object.entries((body ?? {}) as Record<string, unknown>).map(([key, value]) => [key, String(value)]))
  const filled = (form: ReadonlyMap<string, string>, sent: LabRequest): LabRequest => {
    const { body: _, ...bare } = sent
    const own = [...form].map(([name, value]): [string, string] => [name, value || String(plausible(name, [], door.shaping.seed))])
    return { ...bare, form: { ...Object.fromEntries(own), ...textOf(sent) } }
  }
  if (asPage) {
    const page = await door.lab.send({ actor, method: 'GET', path: request.path })
    return (await insist(door.lab, filled(passwordForm(page.text) ?? new Map(), request), { asNamed: true })).answer
  }
  const { request: settled, answer } = await insist(door.lab, request, { asNamed: true })
  // The page again instead of a way on: what its form asks for is sent as a browser sends it.
  const asked = answer.status === 200 || answer.status === 400 || answer.status === 422 ? passwordForm(answer.text) : undefined
  if (asked) return door.lab.send(filled(asked, settled))
  if (answer.status < 400 || settled.form || settled.action) return answer
  // An old-fashioned form: the same fields, encoded as a browser does.
  const second = await insist(door.lab, filled(new Map(), settled), { asNamed: true })
  return second.answer.status < 400 ? second.answer : answer
}

/** Whether a browser may have been spoken to: sent on, shown a page, or refused for want of what its page holds. Then what a script sent may not have been read. */
export const isForBrowsers = ({ status, headers, text }: LabAnswer): boolean =>
  (status >= 300 && status < 400) || status === 403 || !/json/.test(String(headers['content-type'] ?? '')) || /csrf|xsrf/i.test(text)

/** A telephone number of their own: many apps take each only once. */
const numberFor = (email: string): string =>
  `987654${String([...email].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9000, 7) + 1000)}`

/** Whom the provider vouches for, where the app asks for it in the body; a key of the app's own is nothing that a newcomer knows. */
export function subjectFields(route: Route, subject: string | undefined): Readonly<Record<string, unknown>> {
  if (subject === undefined) return {}
  return Object.fromEntries(
    routeFields(route).flatMap(({ from, path }): [string, unknown][] => {
      const name = path.at(-1) ?? ''
      const key = `body.${path.join('.')}`
      return from !== 'body' ? [] : /^(?:firebase|auth|provider)?_?u?id$/i.test(name) ? [[key, subject]] : []
    }),
  )
}

/** What the person says of themselves, whatever the app calls it. */
export function identityFields(route: Route, email: string, password = PASSWORD): Readonly<Record<string, unknown>> {
  const entries = routeFields(route).flatMap((field): [string, unknown][] => {
    if (field.from !== 'body') return []
    const name = field.path.at(-1) ?? ''
    const key = `body.${field.path.join('.')}`
    // Another way in than by a password is not asked for.
    if (/password_?less|without_?passw|magic/i.test(name)) return [[key, undefined]]
    if (/e-?mail|identifier/i.test(name)) return [[key, email]]
    if (/passw|passphrase|^pwd$|^pass$/i.test(name)) return [[key, password]]
    if (/user_?name|login|handle/i.test(name)) return [[key, email.split('@')[0]!.replaceAll(/[^a-z0-9]/gi, '')]]
    if (/phone|mobile|^tel$/i.test(name)) return [[key, numberFor(email)]]
    if (/role|admin|type|invite|price|redirect|referr|coupon|token|plan/i.test(name)) return [[key, undefined]]
    return []
  })
  const known = new Set(entries.map(([key]) => key.split('.').at(-1)))
  // A body that the code takes whole names no field: the usual two are meant.
  if (entries.length === 0) return { 'body.email': email, 'body.password': password }
  return Object.fromEntries(
    known.has('password') || entries.some(([key]) => /passw|pass$|pwd/i.test(key)) ? entries : [...entries, ['body.password', password]],
  )
}
