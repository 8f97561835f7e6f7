import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { LabWorld } from '../stand-in.js'
import { fields, text, type Fields } from './fields.js'

/** How a token is: only `right` may be believed by the app. */
export type TokenKind = 'right' | 'expired' | 'wrong-key' | 'none' | 'unsigned'

/** The lab's keys for tokens that others verify. */
export interface TokenKeys {
  readonly id: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly jwks: { readonly keys: readonly Fields[] }
}

const made = new WeakMap<LabWorld, TokenKeys>()
const HOUR = 3_600

export function tokenKeys(world: LabWorld): TokenKeys {
  const known = made.get(world)
  if (known) return known
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = publicKey.export({ format: 'jwk' })
  const id = createHash('sha256').update(String(jwk.n)).digest('hex').slice(0, 40)
  const keys = { id, privateKey, publicKey, jwks: { keys: [{ ...jwk, kid: id, use: 'sig', alg: 'RS256' }] } }
  made.set(world, keys)
  return keys
}

/** A token of the lab's; `claims` come over what it would say by itself. */
export function mint(world: LabWorld, claims: Fields, kind: TokenKind = 'right'): string {
  const now = Math.floor(world.now().getTime() / 1000) - (kind === 'expired' ? 2 * HOUR : 0)
  const keys = tokenKeys(world)
  const payload = { iat: now, exp: now + HOUR, ...claims, ...(kind === 'expired' ? { iat: now, exp: now + HOUR } : {}) }
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = kind === 'none' ? { alg: 'none', typ: 'JWT' } : { alg: 'RS256', typ: 'JWT', kid: keys.id }
  const body = `${encode(head)}.${encode(payload)}`
  if (kind === 'none' || kind === 'unsigned') return `${body}.`
  // To whoever verifies it, what another key made is no better than noise.
  if (kind === 'wrong-key') return `${body}.${createHash('sha512').update(body).digest().toString('base64url').repeat(4).slice(0, 342)}`
  return `${body}.${sign('sha256', Buffer.from(body), keys.privateKey).toString('base64url')}`
}

/** What a token says, without asking whether it may be believed. */
export function claimsOf(token: string | undefined): Fields | undefined {
  const middle = token?.split('.')[1]
  if (middle === undefined) return undefined
  try {
    return fields(JSON.parse(Buffer.from(middle, 'base64url').toString()))
  } catch {
    return undefined
  }
}

export function bearer(headers: Readonly<Record<string, string>>): string | undefined {
  return /^Bearer\s+(\S+)/i.exec(headers['authorization'] ?? '')?.[1]
}

export const kindOf = (value: unknown): TokenKind => (text(value) ?? 'right') as TokenKind
