import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { LabAnswer } from '#lab/lab'
import { routeFields } from '#lab/request/field'
import { shape } from '#lab/request/shape'
import { PASSWORD } from '#lab/request/value'
import { answered, receptionOf } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

const CHECKS = ['sessions/user-enumeration']

/** Asks for an address that has an account and for one that has none. */
export const knownAddress: Probe = {
  id: 'access/known-address',
  title: 'Which addresses have an account',
  settles: CHECKS,
  *plan(ground) {
    for (const [route, findings] of suspects(ground, CHECKS)) yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt({ lab, shaping }: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  const asked = `${name} was asked for two addresses`
  const person = lab.planted?.people.find(one => one.actor === 'a')
  if (!person) return inconclusive(asked, 'no account is known')
  const ask = async (email: string, password = 'not-the-password'): Promise<LabAnswer> =>
    lab.send((await shape(route, 'nobody', 'a', shaping, identity(route, email, password))).request)
  // By turns and twice: what differs by chance, or by how often was asked, differs within a pair too.
  const [known, unknown] = [[await ask(person.email)], [await ask(NOBODYS[0])]]
  known.push(await ask(person.email))
  unknown.push(await ask(NOBODYS[1]))
  const all = [...known, ...unknown]
  const steps = [known[0]!.step, unknown[0]!.step]
  const odd = all.find(answer => ['silent', 'limited', 'broken'].includes(receptionOf(answer)))
  if (odd) return inconclusive(asked, answered(odd), [odd.step])
  const [ours, others] = [known, unknown].map(pair => new Set(pair.map(answer => plain(answer, [person.email, ...NOBODYS]))))
  if (ours!.size > 1 || others!.size > 1) return inconclusive(asked, 'it answers differently from one time to the next', steps)
  if ([...ours!][0] !== [...others!][0]) return proved(`${name} answers otherwise for an address that has an account`, steps)
  // The same refusal may come from before the account is looked for: with the right password it has to go through.
  const passes = all.every(answer => receptionOf(answer) === 'taken') || receptionOf(await ask(person.email, PASSWORD)) === 'taken'
  return passes
    ? refuted(`${name} answers the same for both addresses`, 'status and text do not differ', steps)
    : inconclusive(asked, `${answered(known[0]!)} whatever is sent`, steps)
}

const NOBODYS = ['nobody.has.this@example.com', 'nobody.has.that@example.com'] as const

function identity(route: Route, email: string, password: string): Readonly<Record<string, unknown>> {
  const fields = routeFields(route).filter(field => field.from === 'body')
  const given = fields.flatMap(({ path }): [string, unknown][] => {
    const name = path.at(-1) ?? ''
    if (/e-?mail|identifier/i.test(name)) return [[`body.${path.join('.')}`, email]]
    if (/passw|pwd|^pass$/i.test(name)) return [[`body.${path.join('.')}`, password]]
    return /user_?name|login/i.test(name) ? [[`body.${path.join('.')}`, email.split('@')[0]]] : []
  })
  if (given.length === 0) return { 'body.email': email, 'body.password': password }
  // A password that is only compared is named by no column, and still asked for.
  const isAsked = given.some(([name]) => /passw|pwd|pass$/i.test(name)) || /forgot|reset|magic|check/i.test(route.path)
  return Object.fromEntries(isAsked ? given : [...given, ['body.password', password]])
}

/** Status and text, without the address itself and what is new in every answer. */
const plain = ({ status, text }: LabAnswer, addresses: readonly string[]): string =>
  `${status} ${addresses
    .flatMap(address => [address, address.split('@')[0]!])
    .reduce((rest, address) => rest.replaceAll(address, '…'), text)
    .replaceAll(/[\w+/=-]{20,}|\d+/g, '#')}`
