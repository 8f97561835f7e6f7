import type { Actor } from '#base/evidence'
import type { Person } from '#database/rows/planted'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { type Field, routeFields } from '#lab/request/field'
import type { Row } from '#lab/request/rows'
import { shape } from '#lab/request/shape'
import { answered, receptionOf, saidIn } from '../answer.js'
import { carried } from '../belongings.js'
import { type Contents, contentsOf } from '../contents.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { forEachSuspect } from '../suspected.js'
import { tablesWritten } from '../written.js'

const CHECKS = ['access/client-supplied-identity']
const IDENTITY = /(?:user|owner|author|customer|account|seller|buyer|member|sender|created_?by|profile|email|uid)_?(?:id|uuid|email)?$/i
/** Whom something is for may be anybody. */
const ADDRESSEE = /recipient|receiver|target|^to_?|_to$|assignee|invit|follow|seller|friend|mention/i

/** B says in the request that B is A, and writes in A's name. */
export const claimedIdentity: Probe = {
  id: 'access/claimed-identity',
  title: 'B acts in the name of A',
  settles: CHECKS,
  plan: forEachSuspect(CHECKS, attempt),
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab, rows, shaping } = ground
  const asked = `${nameOf(route)} was asked in the name of A`
  const a = lab.planted?.people.find(person => person.actor === 'a')
  if (!a || !rows) return inconclusive(asked, 'no row of A’s can be read from outside')
  const fields = routeFields(route).filter(
    field => field.from !== 'cookies' && IDENTITY.test(field.path.at(-1) ?? '') && !ADDRESSEE.test(field.path.at(-1) ?? ''),
  )
  if (fields.length === 0) return inconclusive(asked, 'no field of the request says by its name who is calling')
  const actor: Actor = ground.present.has('b') ? 'b' : 'nobody'
  const who = actor === 'b' ? 'customer B' : 'nobody'
  const control = await ground.working(route)
  const { request } = await shape(route, actor, 'a', shaping, claims(fields, a))
  const asA = {
    ...control.request,
    ...request,
    ...(request.body !== undefined && { body: { ...plain(control.request.body), ...plain(request.body) } }),
  }
  const before = await contents(ground, route)
  const answer = await lab.send(asA)
  const fresh = await inserted(ground, route, before)
  const b = lab.planted?.people.find(person => person.actor === 'b')
  const forged = fresh.find(({ row }) => names(row, a) && !(actor === 'b' && b && names(row, b)))
  if (forged)
    return proved(`${who} wrote a row of \`${forged.table}\` in the name of customer A by ${nameOf(route)}`, [
      answer.step,
      { kind: 'rows', table: forged.table, before: 'no such row', after: `a row that belongs to ${a.email}` },
    ])
  const reception = receptionOf(answer, control.works ? control.answer : undefined)
  const marks = ground.belongings.of('a', route.tables).filter(mark => mark.personal)
  if (reception === 'taken' && carried(answer.text, marks, asA).length > 0)
    return proved(`${who} reads what is A’s by naming A in ${nameOf(route)}`, [answer.step])
  const steps = [control.answer.step, answer.step]
  if (!control.works || !(saidIn(asA).includes(String(a.id)) || saidIn(asA).includes(a.email)))
    return inconclusive(asked, `${answered(control.answer)} to an ordinary request`, steps)
  if (['refused', 'moved'].includes(reception) && (actor === 'nobody' || (await ground.recognised(actor))))
    return refuted(`${nameOf(route)} did not take B for A`, answered(answer), steps)
  // Taken, and done in B's own name: what was said did not matter.
  return reception === 'taken' && b && fresh.some(({ row }) => names(row, b))
    ? refuted(`${nameOf(route)} wrote in the name of who is signed in`, 'the new row names B, whatever was sent', steps)
    : inconclusive(asked, `${answered(answer)}, and no new row says in whose name`, steps)
}

const claims = (fields: readonly Field[], a: Person): Readonly<Record<string, unknown>> =>
  Object.fromEntries(fields.map(({ from, path }) => [`${from}.${path.join('.')}`, /mail/i.test(path.at(-1) ?? '') ? a.email : a.id]))

const plain = (body: unknown): object => (typeof body === 'object' && body !== null ? body : {})

/** A column that says whose the row is holds this person. */
const names = (row: Row, { id, email }: Person): boolean =>
  Object.entries(row).some(
    ([column, value]) => IDENTITY.test(column) && !ADDRESSEE.test(column) && (String(value) === String(id) || value === email),
  )

const contents = ({ rows }: Ground, route: Route): Promise<Contents> => contentsOf(rows, tablesWritten(route, ['create', 'upsert', 'raw']))

/** Rows under keys that were not there; one that only changed was somebody's before. */
async function inserted(ground: Ground, route: Route, before: Contents): Promise<readonly { readonly table: string; readonly row: Row }[]> {
  return [...(await contents(ground, route))].flatMap(([table, rows]) => {
    const keys = ground.model.tables.find(one => one.name === table)?.primaryKey ?? ['id']
    const keyOf = (row: Row): string => keys.map(key => String(row[key])).join(' ')
    const known = new Set(before.get(table)?.map(keyOf))
    return rows.filter(row => !known.has(keyOf(row))).map(row => ({ table, row }))
  })
}
