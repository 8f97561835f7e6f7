import type { Person } from '#database/rows/planted'
import type { AppModel, SessionEffect } from '#model/app-model'
import { fieldsOf } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'
import type { Credentials, Lab } from '../lab.js'
import { presentations } from './capture.js'
import { authJsToken, nextAuthToken, signJwt } from './jwt.js'

type Prove = (credentials: Credentials) => Promise<boolean>

/** Where the app has no door that opens: credentials such as its auth library makes, with the lab's own secrets. Says how. */
export async function mint(lab: Lab, model: AppModel, person: Person, prove: Prove): Promise<string | undefined> {
  return (
    (await bySupabase(lab, model, person, prove)) ??
    (await byAuthJs(lab, model, person, prove)) ??
    (await byToken(lab, model, person, prove))
  )
}

interface SupabaseSession {
  readonly access_token: string
}

async function bySupabase(lab: Lab, model: AppModel, person: Person, prove: Prove): Promise<string | undefined> {
  if (![...model.app.databases, ...model.app.services, ...model.app.frameworks].includes('supabase')) return undefined
  const session = (await lab.control('supabase', 'session', { id: person.id, email: person.email })) as SupabaseSession | undefined
  if (!session?.access_token) return undefined
  const credentials = { cookies: sessionCookies(lab, model, session), headers: { authorization: `Bearer ${session.access_token}` } }
  return (await prove(credentials)) ? 'a session of Supabase' : undefined
}

/** A session as `@supabase/ssr` keeps it. */
export function sessionCookies(lab: Lab, model: AppModel, session: unknown): Map<string, string> {
  const url = model.env.map(({ name }) => (/SUPABASE_URL$/.test(name) ? lab.env(name) : undefined)).find(value => value !== undefined)
  const project = /^https?:\/\/([^.]+)\./.exec(url ?? '')?.[1] ?? 'lab'
  return new Map(chunks(`sb-${project}-auth-token`, `base64-${Buffer.from(JSON.stringify(session)).toString('base64url')}`))
}

/** `@supabase/ssr` splits a cookie that is longer than browsers keep. */
function* chunks(name: string, value: string): Generator<[string, string]> {
  const size = 3180
  if (value.length <= size) return yield [name, value]
  for (let part = 0; part * size < value.length; part++) yield [`${name}.${part}`, value.slice(part * size, (part + 1) * size)]
}

async function byAuthJs(lab: Lab, model: AppModel, person: Person, prove: Prove): Promise<string | undefined> {
  if (
    !model.routes.some(route => route.guards.some(guard => /auth\(\)|getServerSession|getToken|NextAuth/i.test(guard.how))) &&
    !model.env.some(({ name }) => /^(?:NEXT)?AUTH_SECRET$/.test(name))
  )
    return undefined
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    sub: String(person.id),
    id: person.id,
    name: 'Lab',
    email: person.email,
    role: person.role,
    iat: now,
    exp: now + 86_400,
    jti: `lab-${person.actor}`,
  }
  for (const name of ['NEXTAUTH_SECRET', 'AUTH_SECRET']) {
    const secret = lab.env(name)
    if (!secret) continue
    const made: [string, string][] = [
      ['next-auth.session-token', nextAuthToken(claims, secret)],
      ['__Secure-next-auth.session-token', nextAuthToken(claims, secret)],
      ...['authjs.session-token', '__Secure-authjs.session-token'].map((cookie): [string, string] => [
        cookie,
        authJsToken(claims, secret, cookie),
      ]),
    ]
    for (const [cookie, token] of made)
      if (await prove({ cookies: new Map([[cookie, token]]), headers: {} })) return `a session of Auth.js, made with ${name}`
  }
  return undefined
}

async function byToken(lab: Lab, model: AppModel, person: Person, prove: Prove): Promise<string | undefined> {
  const sessions = model.routes.flatMap(route => route.effects.filter((effect): effect is SessionEffect => effect.kind === 'session'))
  const cookies = [
    ...new Set(
      sessions.flatMap(session =>
        [...fieldsOf(session.input)].flatMap(([key, value]) => (key === 'name' && value.kind === 'literal' ? [String(value.value)] : [])),
      ),
    ),
  ]
  const claims = {
    ...USUAL(person),
    ...Object.assign({}, ...sessions.filter(session => session.does === 'create').map(session => claimed(session.input, person))),
  } as Record<string, unknown>
  const secrets = model.env
    .map(({ name }) => name)
    .filter(name => /jwt|session|auth|token|secret/i.test(name) && !/stripe|webhook|public|anon|service_role|_url$|cron/i.test(name))
  const now = Math.floor(Date.now() / 1000)
  for (const name of secrets) {
    const secret = lab.env(name)
    if (!secret) continue
    const token = signJwt({ ...claims, iat: now, exp: now + 86_400 }, secret)
    for (const cookie of cookies)
      if (await prove({ cookies: new Map([[cookie, token]]), headers: {} })) return `a token signed with ${name}`
    for (const headers of presentations(token, [])) if (await prove({ cookies: new Map(), headers })) return `a token signed with ${name}`
  }
  return undefined
}

const USUAL = (person: Person): Record<string, unknown> => ({
  sub: String(person.id),
  id: person.id,
  userId: person.id,
  email: person.email,
  ...(person.role !== undefined && { role: person.role }),
})

/** The claims that the app itself puts into its tokens, with the person's values. */
function claimed(input: Term, person: Person): Record<string, unknown> {
  return Object.fromEntries(
    [...fieldsOf(input)].flatMap(([key, value]): [string, unknown][] => {
      const column = [...originsOf(value)].find(origin => origin.from === 'row')?.path.at(-1) ?? key
      if (/^(?:_?id|uuid|user_?id|sub)$/i.test(column)) return [[key, person.id]]
      if (/mail/i.test(column)) return [[key, person.email]]
      if (/role/i.test(column)) return [[key, person.role]]
      return []
    }),
  )
}
