import { type Fields, fields, numeric, text } from '../fields.js'
import { inAuth } from './auth/call.js'
import { claimsOf, sessionOf, startSession } from './auth/session.js'
import { confirmUser, newUser } from './auth/signup.js'
import { identitiesOf, publicUser, updateUser, userBy, type UserRow } from './auth/users.js'
import type { Query } from './connection.js'
import { sign } from './jwt.js'
import type { Catalogue } from './rest/schema/catalogue.js'
import type { Place, State } from './state.js'

type Command = (input: Fields, place: Place) => unknown

/** The project's address as the app knows it, for tokens that nobody asked for over HTTP. */
const originOf = (place: Place) => `https://${[...place.project.hosts][0] ?? `${place.project.ref}.supabase.co`}`

/**
 * What the lab and its probes may ask:
 * `users`, `user` (make one), `token` (mint), `session`, `confirm`, `mails`, `keys`, `adopt` (a key that the app holds),
 * `settings`, `rest` (schemas, rows), `functions`, `provider`, `troubles`, `reload`.
 */
export const COMMANDS: Readonly<Record<string, Command>> = {
  users: (_, place) =>
    inAuth({ place }, async (query, catalogue) => {
      const { rows } = await query<UserRow>('select * from auth.users order by created_at, id')
      const users = []
      for (const row of rows) users.push(publicUser(row, await identitiesOf(query, catalogue, row.id)))
      return users
    }),
  user: (input, place) =>
    inAuth({ place }, async (query, catalogue) => {
      const user = {
        email: text(input['email'])?.toLowerCase(),
        password: text(input['password']),
        id: text(input['id']),
        provider: text(input['provider']) ?? 'email',
      }
      const row = await newUser({ place }, query, catalogue, { ...user, data: fields(input['data']), appData: fields(input['appData']) })
      return publicUser(await confirmUser({ place }, query, catalogue, row), [])
    }),
  /** `{user | email, claims}`: a token of that user with those claims on top; `{claims}` alone signs just those. */
  token: (input, place) => {
    if (input['user'] === undefined && input['email'] === undefined) return sign(fields(input['claims']), place.project.jwtSecret)
    return inAuth({ place }, async (query, catalogue) => {
      const row = await chosen(input, query, catalogue)
      const session = startSession(place, row.id, 'password')
      return sign(
        { ...claimsOf({ place, origin: originOf(place) }, row, session, 'password'), ...fields(input['claims']) },
        place.project.jwtSecret,
      )
    })
  },
  /** `{id | user, email}`: signed in as that user, who is made when there is none with this address. */
  session: (input, place) =>
    inAuth({ place }, async (query, catalogue) => {
      const email = text(input['email'])?.toLowerCase()
      const known = await findUser(input, query, catalogue)
      if (!known && email === undefined) throw new Error('there is no such user, and no address to make one with')
      const id = idOf(input)
      const row =
        known ??
        (await confirmUser(
          { place },
          query,
          catalogue,
          await newUser({ place }, query, catalogue, { email, id, provider: 'email', data: {} }),
        ))
      return sessionOf({ place, origin: originOf(place) }, query, catalogue, row, startSession(place, row.id, 'password'), 'password')
    }),
  confirm: (input, place) =>
    inAuth({ place }, async (query, catalogue) =>
      publicUser(await confirmUser({ place }, query, catalogue, await chosen(input, query, catalogue)), []),
    ),
  claims: (input, place) =>
    inAuth({ place }, async (query, catalogue) => {
      const row = await chosen(input, query, catalogue)
      const change = {
        raw_app_meta_data: { ...fields(row['raw_app_meta_data']), ...fields(input['appData']) },
        raw_user_meta_data: { ...fields(row['raw_user_meta_data']), ...fields(input['data']) },
      }
      return publicUser(await updateUser(query, catalogue, row.id, change), [])
    }),
  mails: (input, place) => place.run.state.mails.filter(mail => input['to'] === undefined || mail.to === input['to']),
  keys: (_, place) => ({ ...place.project, keys: undefined, hosts: [...place.project.hosts] }),
  adopt: (input, place) => {
    const key = text(input['key'])
    if (key !== undefined) place.run.state.adopted.set(key, text(input['role']) ?? 'anon')
    return {}
  },
  settings: (input, place) => Object.assign(place.run.state.settings, pick(place.run.state.settings, input)),
  rest: (input, place) => {
    if (Array.isArray(input['schemas'])) place.backend.settings.schemas = input['schemas'].map(String)
    place.backend.settings.maxRows = numeric(input['maxRows']) ?? place.backend.settings.maxRows
    if (typeof input['aggregates'] === 'boolean') place.backend.settings.aggregates = input['aggregates']
    return { ...place.backend.settings }
  },
  /** `{name: {url, verifyJwt}}` */
  functions: (input, place) => {
    for (const [name, raw] of Object.entries(input)) {
      const url = text(fields(raw)['url'])
      if (url !== undefined)
        place.run.state.functions.set(name, { url: url.replace(/\/$/, ''), verifyJwt: fields(raw)['verifyJwt'] !== false })
    }
    return Object.fromEntries(place.run.state.functions)
  },
  provider: (input, place) => {
    place.run.state.provider = {
      email: text(input['email']) ?? place.run.state.provider.email,
      name: text(input['name']) ?? place.run.state.provider.name,
    }
    return place.run.state.provider
  },
  troubles: (_, place) => place.run.state.troubles,
  reload: (_, place) => {
    place.backend.forget()
    return {}
  },
}

const pick = (known: State['settings'], input: Fields) =>
  Object.fromEntries(Object.entries(input).filter(([name, value]) => typeof value === typeof known[name as keyof State['settings']]))

/** Ids of other kinds are those of the app's own tables. */
function idOf(input: Fields): string | undefined {
  const id = text(input['user']) ?? text(input['id'])
  return id !== undefined && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id) ? id : undefined
}

async function findUser(input: Fields, query: Query, catalogue: Catalogue): Promise<UserRow | undefined> {
  const id = idOf(input)
  const byId = id === undefined ? undefined : await userBy(query, catalogue, 'id', id)
  return byId ?? userBy(query, catalogue, 'email', text(input['email']) ?? '')
}

async function chosen(input: Fields, query: Query, catalogue: Catalogue): Promise<UserRow> {
  const row = await findUser(input, query, catalogue)
  if (!row) throw new Error(`there is no user ${String(input['user'] ?? input['id'] ?? input['email'] ?? '')}`)
  return row
}
