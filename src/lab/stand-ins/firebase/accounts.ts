import { createHash } from 'node:crypto'
import type { Run } from '../define.js'
import { fields, parseJson, text, type Fields } from '../fields.js'
import { claimsOf, kindOf, mint } from '../tokens.js'

export interface Account {
  readonly localId: string
  email: string | undefined
  password: string | undefined
  displayName: string | undefined
  emailVerified: boolean
  disabled: boolean
  customAttributes: string
  createdAt: string
  provider: string
}

export interface FirebaseState {
  readonly accounts: Map<string, Account>
  /** Refresh tokens by whose they are. */
  readonly refresh: Map<string, string>
}

export type FirebaseRun = Run<FirebaseState>

/** The project that tokens are for: the app's own, from its environment. */
export function projectOf(run: FirebaseRun): string {
  const env = Object.entries(run.world.env)
  const named = env.find(([name]) => /FIREBASE.*PROJECT_?ID|GOOGLE_CLOUD_PROJECT|GCLOUD_PROJECT|GCP_PROJECT/i.test(name))?.[1]
  const account = env.map(([, value]) => fields(parseJson(value))['project_id']).find(value => typeof value === 'string')
  return named ?? text(account) ?? 'lab'
}

export function hash(password: string): string {
  return createHash('sha256').update(password).digest('hex')
}

export function create(run: FirebaseRun, input: Fields): Account {
  const password = text(input['password'])
  const account: Account = {
    localId: text(input['localId']) ?? run.name('u', 28).slice(2),
    email: text(input['email'])?.toLowerCase(),
    password: password === undefined ? undefined : hash(password),
    displayName: text(input['displayName']),
    emailVerified: input['emailVerified'] === true,
    disabled: input['disabled'] === true,
    customAttributes: text(input['customAttributes']) ?? '{}',
    createdAt: String(run.seconds() * 1000),
    provider: text(input['email']) === undefined ? 'anonymous' : 'password',
  }
  run.state.accounts.set(account.localId, account)
  return account
}

export function byEmail(run: FirebaseRun, email: unknown): Account | undefined {
  return [...run.state.accounts.values()].find(each => each.email !== undefined && each.email === text(email)?.toLowerCase())
}

export function byToken(run: FirebaseRun, token: unknown): Account | undefined {
  const id = claimsOf(text(token))?.['sub']
  return run.state.accounts.get(String(id))
}

export function idToken(
  run: FirebaseRun,
  account: Account,
  extra: Fields = {},
  kind: unknown = 'right',
  issuer = 'https://securetoken.google.com',
): string {
  const project = projectOf(run)
  const identity = account.email === undefined ? {} : { email: account.email, email_verified: account.emailVerified }
  const claims = {
    ...fields(parseJson(account.customAttributes)),
    ...(account.displayName === undefined ? {} : { name: account.displayName }),
    iss: `${issuer}/${project}`,
    aud: project,
    auth_time: run.seconds(),
    user_id: account.localId,
    sub: account.localId,
    ...identity,
    firebase: { identities: account.email === undefined ? {} : { email: [account.email] }, sign_in_provider: account.provider },
    ...extra,
  }
  return mint(run.world, claims, kindOf(kind))
}

export function signedIn(run: FirebaseRun, account: Account): Fields {
  const refreshToken = run.name('AMf', 40)
  run.state.refresh.set(refreshToken, account.localId)
  const who = { localId: account.localId, email: account.email, displayName: account.displayName ?? '', registered: true }
  return { kind: 'identitytoolkit#VerifyPasswordResponse', ...who, idToken: idToken(run, account), refreshToken, expiresIn: '3600' }
}

/** An account as it is shown; never its password. */
export function shown(account: Account): Fields {
  const { password, ...rest } = account
  const providerUserInfo =
    account.email === undefined ? [] : [{ providerId: 'password', federatedId: account.email, email: account.email, rawId: account.email }]
  return {
    ...rest,
    ...(password === undefined ? {} : { passwordHash: 'UkVEQUNURUQ=' }),
    validSince: '0',
    lastLoginAt: account.createdAt,
    providerUserInfo,
  }
}
