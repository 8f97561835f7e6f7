import type { Person } from '#database/rows/planted'
import type { Guard, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { originsOf } from '#model/term'
import { signJwt } from '#lab/actors/jwt'
import type { EvidenceStep } from '#base/evidence'
import type { LabAnswer, LabRequest } from '#lab/lab'
import { answered, receptionOf } from '../answer.js'
import { carried } from '../belongings.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { forEachSuspect } from '../suspected.js'

const CHECKS = ['access/weak-guard', 'broken/signature-by-presence']

/** Shows the guard what it asks for, made up: any cookie, any header, a field that says `admin`. */
export const forgedGuard: Probe = {
  id: 'access/forged-guard',
  title: 'Guards that believe what the caller says',
  settles: CHECKS,
  plan: forEachSuspect(CHECKS, attempt),
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab } = ground
  const name = nameOf(route)
  const control = await ground.working(route)
  const bare = await lab.send({ ...control.request, actor: 'nobody' })
  const before = await ground.counts(route)
  await lab.mark()
  const guards = guardsOf(route)
  const person = lab.planted?.people.find(({ actor }) => actor === (control.actor === 'admin' ? 'admin' : 'a'))
  const request: LabRequest = { ...forged(control.request, guards, cookieNamesOf(ground), isEdge(route), person), actor: 'nobody' }
  const answer = await lab.send(request)
  const shown = `${name} was shown a made-up credential`
  const reception = receptionOf(answer, control.works ? control.answer : undefined)
  const isShut = ['refused', 'moved'].includes(receptionOf(bare, control.works ? control.answer : undefined))
  // The public key was shown, and the function asks for somebody: whoever is signed in is told something else.
  const isToldApart = isEdge(route) && answer.status === 401 && control.actor !== 'nobody' && ![0, 401].includes(control.answer.status)
  if (reception !== 'taken')
    return isToldApart || (['refused', 'moved'].includes(reception) && control.works && guards.some(guard => guard.on !== undefined))
      ? refuted(`${name} did not believe a made-up credential`, answered(answer), [control.answer.step, answer.step])
      : inconclusive(shown, answered(answer), [answer.step])
  const done = await effectOf(ground, route, before, request, answer)
  if (done)
    return proved(`nobody, with ${isEdge(route) ? 'the public key of the project' : 'a made-up credential'}, ${done.says}`, [
      ...(isShut ? [bare.step] : []),
      answer.step,
      ...done.steps,
    ])
  if (isShut) return proved(`${name} refuses nobody, and answers nobody who made a credential up`, [bare.step, answer.step])
  return inconclusive(shown, 'it answers the same without one, and nothing that can be seen changed', [bare.step, answer.step])
}

/** What the forged request brought about: rows, a call that costs or tells, an answer with A's data. */
async function effectOf(
  ground: Ground,
  route: Route,
  before: ReadonlyMap<string, number>,
  request: LabRequest,
  answer: LabAnswer,
): Promise<{ readonly says: string; readonly steps: readonly EvidenceStep[] } | undefined> {
  const name = nameOf(route)
  const changed = [...(await ground.counts(route))].find(([table, count]) => before.get(table) !== count)
  if (changed)
    return {
      says: `wrote \`${changed[0]}\` by ${name}`,
      steps: [{ kind: 'rows', table: changed[0], before: `${before.get(changed[0])} rows`, after: `${changed[1]} rows` }],
    }
  const call = (await ground.lab.calls()).find(({ service, method }) => method === 'POST' && /mail|sms|stripe|models/.test(service))
  if (call)
    return {
      says: `made ${name} call ${call.service}`,
      steps: [{ kind: 'call', service: call.service, operation: `${call.method} ${call.path}`, says: `answered ${call.status}` }],
    }
  const marks = ground.belongings.of('a', route.tables).filter(mark => mark.personal)
  return carried(answer.text, marks, request).length > 0 ? { says: `reads customer A’s data by ${name}`, steps: [] } : undefined
}

/** Cookies under which the app knows people. */
const cookieNamesOf = ({ lab }: Ground): readonly string[] => [
  ...new Set([...lab.credentials.values()].flatMap(({ cookies }) => [...cookies.keys()])),
]

const guardsOf = (route: Route): readonly Guard[] =>
  [...route.guards, ...route.effects.flatMap(effect => effect.guards)].filter(guard => guard.kind === 'weak')

/** Before edge functions stands the platform: it wants a token of the project, and everybody has the public one. */
const isEdge = (route: Route): boolean => route.path.startsWith('/functions/v1/')

/** Who somebody is, and what they are called, is no secret: whoever forges a name forges one that is there. */
function claimed(key: string, person: Person | undefined): string {
  if (/(?:^|[_-])(?:id|uid|sub)$|Id$/.test(key)) return String(person?.id ?? 'made-up')
  if (/mail/i.test(key)) return person?.email ?? 'made-up'
  return /role/i.test(key) ? (person?.role ?? 'made-up') : 'made-up'
}

function forged(
  request: LabRequest,
  guards: readonly Guard[],
  cookieNames: readonly string[],
  edge: boolean,
  person: Person | undefined,
): LabRequest {
  const headers: Record<string, string> = { ...request.headers }
  const jar: string[] = []
  let body = request.body
  for (const guard of guards) {
    const wanted = /`([^`]+)` is `([^`]+)`/.exec(guard.how)
    const origins = guard.on ? [...originsOf(guard.on)] : []
    for (const origin of origins) {
      const key = origin.path[0] ?? ''
      if (origin.from === 'headers' && key && !/^authorization$/i.test(key) && !(edge && /^apikey$/i.test(key)))
        headers[key] = wanted?.[2] ?? claimed(key, person)
      if (origin.from === 'cookies' && key) jar.push(`${key}=${wanted?.[2] ?? claimed(key, person)}`)
      if (origin.from === 'body' && key && (typeof body === 'object' || body === undefined))
        body = { ...(body as object | undefined), [key]: wanted?.[2] ?? claimed(key, person) }
    }
    const [, header] = /the `([\w-]+)` header/.exec(guard.how) ?? []
    if (header && !/^authorization$/i.test(header) && !(edge && /^apikey$/i.test(header))) headers[header] ??= claimed(header, person)
    if (wanted && origins.length === 0) {
      headers[wanted[1]!] ??= wanted[2]!
      jar.push(`${wanted[1]}=${wanted[2]}`)
      if (typeof body === 'object' && body !== null) body = { ...body, [wanted[1]!]: wanted[2] }
    }
    if (/presence of a cookie/.test(guard.how)) jar.push('session=made-up', 'token=made-up')
  }
  // A token that is only decoded may say anything.
  const claims = Object.fromEntries(
    guards.flatMap(({ how }) => [...how.matchAll(/`(\w+)` is `([^`]+)`/g)].map(([, key, value]) => [key, value])),
  )
  const identity = Object.fromEntries(['sub', 'id', 'userId', 'user_id', 'email'].map(key => [key, claimed(key, person)]))
  const token = signJwt({ ...identity, ...claims, exp: 4_000_000_000 }, 'made-up')
  if (!edge) headers['authorization'] ??= `Bearer ${token}`
  for (const name of cookieNames) if (!jar.some(one => one.startsWith(`${name}=`))) jar.push(`${name}=${token}`)
  if (jar.length > 0) headers['cookie'] = jar.join('; ')
  return { ...request, headers, ...(body !== undefined && { body }) }
}
