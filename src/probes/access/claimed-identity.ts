import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { routeFields } from '#lab/request/field'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

const CHECKS = ['access/client-supplied-identity']
const IDENTITY = /(?:user|owner|author|customer|account|seller|buyer|member|sender|created_?by|profile)_?(?:id|uuid|email)?$/i

/** B says in the request that B is A, and writes in A's name. */
export const claimedIdentity: Probe = {
  id: 'access/claimed-identity',
  title: 'B acts in the name of A',
  settles: CHECKS,
  *plan(ground) {
    for (const [route, findings] of suspects(ground, CHECKS)) yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab, rows } = ground
  const name = nameOf(route)
  const a = lab.planted?.people.find(person => person.actor === 'a')
  const fields = routeFields(route).filter(
    field => ['body', 'query', 'params', 'headers'].includes(field.from) && IDENTITY.test(field.path.at(-1) ?? ''),
  )
  if (!a || !rows) return inconclusive(`${name} was asked in the name of A`, 'no row of A’s can be read from outside')
  const control = await ground.working(route)
  const actor = ground.present.has('b') ? 'b' : 'nobody'
  const before = new Map<string, readonly unknown[]>()
  for (const table of route.tables) before.set(table, await rows.some(table, 5000))
  const body =
    typeof control.request.body === 'object' && control.request.body !== null ? { ...control.request.body } : control.request.body
  for (const field of fields)
    if (field.from === 'body' && field.path.length === 1 && typeof body === 'object' && body !== null)
      Object.assign(body, { [field.path[0]!]: /mail/i.test(field.path[0]!) ? a.email : a.id })
  const answer = await lab.send({ ...control.request, actor, ...(body !== undefined && { body }) })
  for (const table of route.tables) {
    const known = new Set(before.get(table)?.map(row => JSON.stringify(row)))
    const fresh = (await rows.some(table, 5000)).find(
      row => !known.has(JSON.stringify(row)) && Object.values(row).some(value => String(value) === String(a.id) || value === a.email),
    )
    if (fresh)
      return proved(`${actor === 'b' ? 'customer B' : 'nobody'} wrote a row of \`${table}\` in the name of customer A by ${name}`, [
        answer.step,
        { kind: 'rows', table, before: 'no such row', after: `a row that belongs to ${a.email}` },
      ])
  }
  const marks = ground.belongings
    .of('a', route.tables)
    .filter(mark => mark.personal && !JSON.stringify(control.request).includes(mark.text))
  if (answer.status < 300 && marks.some(mark => answer.text.includes(mark.text)))
    return proved(`${actor === 'b' ? 'customer B' : 'nobody'} reads what is A’s by naming A in ${name}`, [answer.step])
  return answer.status >= 400 && control.works
    ? refuted(`${name} did not take B for A`, `the app answered ${answer.status}`, [control.answer.step, answer.step])
    : control.works
      ? refuted(`${name} wrote nothing in the name of A`, 'no new row names A', [control.answer.step, answer.step])
      : inconclusive(`${name} was asked in the name of A`, `the app answers ${control.answer.status} to an ordinary request too`, [
          answer.step,
        ])
}
