import type { Guard, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { originsOf } from '#model/term'
import { signJwt } from '#lab/actors/jwt'
import type { LabRequest } from '#lab/lab'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

const CHECKS = ['access/weak-guard', 'broken/signature-by-presence']

/** Shows the guard what it asks for, made up: any cookie, any header, a field that says `admin`. */
export const forgedGuard: Probe = {
  id: 'access/forged-guard',
  title: 'Guards that believe what the caller says',
  settles: CHECKS,
  *plan(ground) {
    for (const [route, findings] of suspects(ground, CHECKS)) yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab, rows } = ground
  const name = nameOf(route)
  const control = await ground.working(route)
  const bare = await lab.send({ ...control.request, actor: 'nobody' })
  const before = await counted(ground, route)
  await lab.mark()
  const request = forged(control.request, guardsOf(route), cookieNamesOf(ground))
  const answer = await lab.send({ ...request, actor: 'nobody' })
  if (answer.status === 0) return inconclusive(`${name} was shown a made-up credential`, 'the app did not answer', [answer.step])
  if ([401, 403].includes(answer.status) || (answer.status >= 300 && answer.status < 400))
    return refuted(`${name} did not believe a made-up credential`, `the app answered ${answer.status}`, [answer.step])
  const after = await counted(ground, route)
  const changed = [...after].find(([table, count]) => before.get(table) !== count)
  const calls = (await lab.calls()).filter(
    call => ['mail', 'stripe', 'sms', 'models'].includes(call.service) || /mail|resend|stripe|openai/.test(call.service),
  )
  if (answer.status < 300 && changed)
    return proved(`nobody, with a made-up credential, wrote \`${changed[0]}\` by ${name}`, [
      answer.step,
      { kind: 'rows', table: changed[0], before: `${before.get(changed[0])} rows`, after: `${changed[1]} rows` },
    ])
  if (answer.status < 300 && calls[0])
    return proved(`nobody, with a made-up credential, made ${name} call ${calls[0].service}`, [
      answer.step,
      { kind: 'call', service: calls[0].service, operation: `${calls[0].method} ${calls[0].path}`, says: `answered ${calls[0].status}` },
    ])
  const marks = ground.belongings.of('a', route.tables).filter(mark => mark.personal)
  if (answer.status < 300 && marks.some(mark => answer.text.includes(mark.text)))
    return proved(`nobody, with a made-up credential, reads customer A’s data by ${name}`, [answer.step])
  if (answer.status < 300 && isRefusal(bare.status))
    return proved(`${name} refuses nobody, and answers nobody who made a credential up`, [bare.step, answer.step])
  if (answer.status < 300 && control.answer.status === answer.status)
    return proved(`${name} answers nobody, who made a credential up, as it answers whom it is for`, [control.answer.step, answer.step])
  return inconclusive(
    `${name} was shown a made-up credential`,
    rows ? `the app answered ${answer.status}, and nothing that can be seen changed` : `the app answered ${answer.status}`,
    [answer.step],
  )
}

const isRefusal = (status: number): boolean => status === 401 || status === 403

/** Cookies under which the app knows people. */
const cookieNamesOf = ({ lab }: Ground): readonly string[] => [
  ...new Set([...lab.credentials.values()].flatMap(({ cookies }) => [...cookies.keys()])),
]

const guardsOf = (route: Route): readonly Guard[] =>
  [...route.guards, ...route.effects.flatMap(effect => effect.guards)].filter(guard => guard.kind === 'weak')

function forged(request: LabRequest, guards: readonly Guard[], cookieNames: readonly string[]): LabRequest {
  const headers: Record<string, string> = { ...request.headers }
  const jar: string[] = []
  let body = request.body
  for (const guard of guards) {
    const wanted = /`([^`]+)` is `([^`]+)`/.exec(guard.how)
    const origins = guard.on ? [...originsOf(guard.on)] : []
    for (const origin of origins) {
      const key = origin.path[0] ?? ''
      if (origin.from === 'headers' && key) headers[key] = wanted?.[2] ?? 'made-up'
      if (origin.from === 'cookies' && key) jar.push(`${key}=${wanted?.[2] ?? 'made-up'}`)
      if (origin.from === 'body' && key && (typeof body === 'object' || body === undefined))
        body = { ...(body as object | undefined), [key]: wanted?.[2] ?? 'made-up' }
    }
    const [, header] = /the `([\w-]+)` header/.exec(guard.how) ?? []
    if (header) headers[header] ??= 'made-up'
    if (wanted && origins.length === 0) {
      headers[wanted[1]!] ??= wanted[2]!
      jar.push(`${wanted[1]}=${wanted[2]}`)
      if (typeof body === 'object' && body !== null) body = { ...body, [wanted[1]!]: wanted[2] }
    }
    if (/presence of a cookie/.test(guard.how)) jar.push('session=made-up', 'token=made-up')
    if (/authorization/i.test(guard.how)) headers['authorization'] ??= 'Bearer made-up'
  }
  // A token that is only decoded may say anything.
  const claims = Object.fromEntries(
    guards.flatMap(({ how }) => [...how.matchAll(/`(\w+)` is `([^`]+)`/g)].map(([, key, value]) => [key, value])),
  )
  const token = signJwt({ ...claims, sub: 'made-up', id: 'made-up', exp: 4_000_000_000 }, 'made-up')
  headers['authorization'] ??= `Bearer ${token}`
  for (const name of cookieNames) if (!jar.some(one => one.startsWith(`${name}=`))) jar.push(`${name}=${token}`)
  if (jar.length > 0) headers['cookie'] = jar.join('; ')
  return { ...request, headers, ...(body !== undefined && { body }) }
}

async function counted({ rows }: Ground, route: Route): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const table of route.tables) {
    const count = await rows?.count(table)
    if (count !== undefined) counts.set(table, count)
  }
  return counts
}
