import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { defineStandIn } from '../define.js'
import { fields, items, parseJson, text, type Fields } from '../fields.js'
import { parseForm } from '../form.js'
import { bearer, claimsOf, tokenKeys } from '../tokens.js'
import {
  byEmail,
  byToken,
  create,
  hash,
  idToken,
  projectOf,
  shown,
  signedIn,
  type Account,
  type FirebaseRun,
  type FirebaseState,
} from './accounts.js'
import { certificate } from './certificate.js'

const CERTIFICATES = /^\/(robot\/v1\/metadata|service_accounts\/v1\/metadata|identitytoolkit\/v3\/relyingparty\/publicKeys)/

/**
 * Firebase Authentication: sign-up and sign-in of the client SDK, look-up and creation by the admin SDK, keys that its verifiers fetch.
 * Commands: `token` ({uid?, email?, claims?, kind?} → an ID token), `accounts`. Firestore and the Realtime Database are not here.
 */
export const firebase = defineStandIn<FirebaseState>({
  name: 'firebase',
  hosts: [
    'identitytoolkit.googleapis.com',
    'securetoken.googleapis.com',
    'firestore.googleapis.com',
    'www.googleapis.com',
    /\.firebaseio\.com$/,
  ],
  start: () => ({ accounts: new Map(), refresh: new Map() }),
  answer: (request, run) => (request.host === 'www.googleapis.com' ? google(request, run) : respond(request, run)),
  failure: () => json(503, { error: { code: 503, message: 'UNAVAILABLE', status: 'UNAVAILABLE' } }),
  controls: {
    token(input, run) {
      const account =
        byEmail(run, input['email']) ?? run.state.accounts.get(String(input['uid'])) ?? create(run, { ...input, localId: input['uid'] })
      return { token: idToken(run, account, fields(input['claims']), input['kind']), uid: account.localId, project: projectOf(run) }
    },
    accounts: (_input, run) => [...run.state.accounts.values()].map(shown),
  },
})

/** Google's keys, as certificates and as JWKS, and what a token of Google's own says. */
async function google({ path, headers }: OutsideRequest, run: FirebaseRun): Promise<OutsideAnswer> {
  const keys = tokenKeys(run.world)
  const age = { 'cache-control': 'public, max-age=3600' }
  if (/\/jwk\/|\/oauth2\/v\d\/certs$/.test(path)) return json(200, keys.jwks, age)
  if (CERTIFICATES.test(path)) return json(200, { [keys.id]: await certificate(run.world) }, age)
  if (!/\/userinfo$/.test(path)) return json(200, { kind: 'lab', items: [] })
  const claims = claimsOf(bearer(headers))
  return claims ? json(200, { ...claims, id: claims['sub'] }) : refuse(401, 'UNAUTHENTICATED')
}

function refuse(code: number, message: string): OutsideAnswer {
  return json(code, { error: { code, message, errors: [{ message, domain: 'global', reason: 'invalid' }] } })
}

function respond(request: OutsideRequest, run: FirebaseRun): OutsideAnswer {
  if (/^firestore|firebaseio/.test(request.host)) return refuse(501, 'NOT_IN_THE_LAB')
  const input = fields(parseJson(request.body) ?? parseForm(request.body.toString()))
  if (request.host.startsWith('securetoken')) return renew(input, run)
  const isAdmin = /\/projects\//.test(request.path)
  const verb =
    /(?:accounts)?:(\w+)$/.exec(request.path)?.[1] ?? (request.method === 'POST' && request.path.endsWith('/accounts') ? 'create' : '')
  if (!isAdmin && verb !== 'createSessionCookie') return client(verb, input, run)
  return admin(verb, input, run)
}

function renew(input: Fields, run: FirebaseRun): OutsideAnswer {
  const account = run.state.accounts.get(run.state.refresh.get(String(input['refresh_token'])) ?? '')
  if (!account) return refuse(400, 'INVALID_REFRESH_TOKEN')
  const token = idToken(run, account)
  const rest = { user_id: account.localId, project_id: projectOf(run), expires_in: '3600', token_type: 'Bearer' }
  return json(200, { access_token: token, id_token: token, refresh_token: input['refresh_token'], ...rest })
}

function client(verb: string, input: Fields, run: FirebaseRun): OutsideAnswer {
  switch (verb) {
    case 'signUp': {
      const email = text(input['email'])
      if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) return refuse(400, 'INVALID_EMAIL')
      if (email !== undefined && byEmail(run, email)) return refuse(400, 'EMAIL_EXISTS')
      if (email !== undefined && String(input['password'] ?? '').length < 6)
        return refuse(400, 'WEAK_PASSWORD : Password should be at least 6 characters')
      return json(200, signedIn(run, create(run, { ...input, localId: undefined, emailVerified: false, customAttributes: undefined })))
    }
    case 'signInWithPassword': {
      const account = byEmail(run, input['email'])
      if (!account || account.password !== hash(String(input['password']))) return refuse(400, 'INVALID_LOGIN_CREDENTIALS')
      return account.disabled ? refuse(400, 'USER_DISABLED') : json(200, signedIn(run, account))
    }
    case 'signInWithCustomToken': {
      const claims = claimsOf(text(input['token']))
      const uid = text(claims?.['uid'])
      if (uid === undefined) return refuse(400, 'INVALID_CUSTOM_TOKEN')
      const account =
        run.state.accounts.get(uid) ?? create(run, { localId: uid, customAttributes: JSON.stringify(claims?.['claims'] ?? {}) })
      return json(200, signedIn(run, account))
    }
    case 'signInWithIdp': {
      const claims = claimsOf(new URLSearchParams(String(input['postBody'])).get('id_token') ?? undefined) ?? {}
      const account = byEmail(run, claims['email']) ?? create(run, { email: claims['email'] ?? 'a@example.test', emailVerified: true })
      return json(200, { ...signedIn(run, account), providerId: 'google.com', federatedId: account.localId })
    }
    case 'lookup': {
      const account = byToken(run, input['idToken'])
      return account ? json(200, { users: [shown(account)] }) : refuse(400, 'INVALID_ID_TOKEN')
    }
    case 'update': {
      const account = byToken(run, input['idToken'])
      if (!account) return refuse(400, 'INVALID_ID_TOKEN')
      change(account, { displayName: input['displayName'], email: input['email'], password: input['password'] })
      return json(200, { ...shown(account), ...signedIn(run, account) })
    }
    case 'delete': {
      const account = byToken(run, input['idToken'])
      if (account) run.state.accounts.delete(account.localId)
      return account ? json(200, {}) : refuse(400, 'INVALID_ID_TOKEN')
    }
    case 'sendOobCode':
      return json(200, { email: input['email'] })
  }
  return refuse(404, 'NOT_FOUND')
}

function admin(verb: string, input: Fields, run: FirebaseRun): OutsideAnswer {
  const account = run.state.accounts.get(String(input['localId']))
  switch (verb) {
    case 'create':
      if (byEmail(run, input['email'])) return refuse(400, 'EMAIL_EXISTS')
      return json(200, shown(create(run, input)))
    case 'lookup': {
      const found = [
        ...items(input['localId']).map(id => run.state.accounts.get(String(id))),
        ...items(input['email']).map(email => byEmail(run, email)),
        byToken(run, input['idToken']),
      ].filter((each): each is Account => each !== undefined)
      return json(200, found.length > 0 ? { users: found.map(shown) } : { kind: 'identitytoolkit#GetAccountInfoResponse' })
    }
    case 'update':
      if (!account) return refuse(400, 'USER_NOT_FOUND')
      change(account, input)
      return json(200, { localId: account.localId })
    case 'delete':
      return account && run.state.accounts.delete(account.localId) ? json(200, {}) : refuse(400, 'USER_NOT_FOUND')
    case 'query':
    case 'batchGet':
      return json(200, { users: [...run.state.accounts.values()].map(shown), userInfo: [...run.state.accounts.values()].map(shown) })
    case 'createSessionCookie': {
      const signed = byToken(run, input['idToken'])
      return signed
        ? json(200, { sessionCookie: idToken(run, signed, {}, 'right', 'https://session.firebase.google.com') })
        : refuse(400, 'INVALID_ID_TOKEN')
    }
    case 'sendOobCode':
      return json(200, { email: input['email'], oobLink: 'https://lab.firebaseapp.com/__/auth/action?mode=verifyEmail&oobCode=lab' })
  }
  return refuse(404, 'NOT_FOUND')
}

function change(account: Account, input: Fields): void {
  account.displayName = text(input['displayName']) ?? account.displayName
  account.email = text(input['email'])?.toLowerCase() ?? account.email
  account.password = text(input['password']) === undefined ? account.password : hash(String(input['password']))
  account.customAttributes = text(input['customAttributes']) ?? account.customAttributes
  if (typeof input['emailVerified'] === 'boolean') account.emailVerified = input['emailVerified']
  if (typeof input['disableUser'] === 'boolean') account.disabled = input['disableUser']
}
