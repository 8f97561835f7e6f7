import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { Binary } from 'bson'
import type { Doc } from './document.js'

/** Answers the commands by which one connection signs in; `undefined` for all others. */
export type LogIn = (command: Doc) => Doc | undefined

const ROUNDS = 4096
const HASHES: Readonly<Record<string, { readonly hash: 'sha1' | 'sha256'; readonly bytes: number }>> = {
  'SCRAM-SHA-1': { hash: 'sha1', bytes: 20 },
  'SCRAM-SHA-256': { hash: 'sha256', bytes: 32 },
}

interface Conversation {
  readonly mechanism: string
  readonly user: string
  /** Both first messages, as they are signed. */
  readonly spoken: string
}

/**
 * Who has a password of the app's in hand may sign in under any name. A client checks that the server knows the password too, so the
 * one that fits its proof is looked for among them. Source: RFC 5802; MongoDB's first form hashes the password by MD5 before.
 */
export function createLogIn(passwords: readonly string[]): () => LogIn {
  const salt = randomBytes(16)
  const salted = new Map<string, Buffer>()
  const saltedBy = ({ mechanism, user }: Conversation, password: string): Buffer => {
    const { hash, bytes } = HASHES[mechanism]!
    const secret = hash === 'sha1' ? createHash('md5').update(`${user}:mongo:${password}`).digest('hex') : password
    const known = salted.get(`${hash} ${secret}`) ?? pbkdf2Sync(secret, salt, ROUNDS, bytes, hash)
    salted.set(`${hash} ${secret}`, known)
    return known
  }
  return () => {
    let talk: Conversation | undefined
    return command => {
      const [name = ''] = Object.keys(command)
      if (name === 'saslStart') {
        const mechanism = String(command['mechanism'])
        const first = textOf(command['payload']).replace(/^[^,]*,[^,]*,/, '')
        const { n: user = '', r: nonce = '' } = partsOf(first)
        if (!HASHES[mechanism]) return REFUSED
        const reply = `r=${nonce}${randomBytes(18).toString('base64')},s=${salt.toString('base64')},i=${ROUNDS}`
        talk = { mechanism, user: user.replaceAll('=2C', ',').replaceAll('=3D', '='), spoken: `${first},${reply}` }
        return said(reply, false)
      }
      if (name !== 'saslContinue') return undefined
      const message = textOf(command['payload'])
      // Older clients send an empty one when all is said.
      if (message === '') return said('', true)
      if (!talk) return REFUSED
      const { p: proof = '' } = partsOf(message)
      const signed = `${talk.spoken},${message.replace(/,p=[^,]*$/, '')}`
      const { hash } = HASHES[talk.mechanism]!
      const hmac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest()
      for (const password of passwords) {
        const secret = saltedBy(talk, password)
        const key = hmac(secret, 'Client Key')
        const signature = hmac(createHash(hash).update(key).digest(), signed)
        const expected = key.map((byte, at) => byte ^ signature[at]!)
        const given = Buffer.from(proof, 'base64')
        if (given.length === expected.length && timingSafeEqual(given, expected))
          return said(`v=${hmac(hmac(secret, 'Server Key'), signed).toString('base64')}`, true)
      }
      return REFUSED
    }
  }
}

const REFUSED: Doc = { ok: 0, errmsg: 'Authentication failed.', code: 18, codeName: 'AuthenticationFailed' }

const said = (text: string, done: boolean): Doc => ({ conversationId: 1, done, payload: new Binary(Buffer.from(text)), ok: 1 })

const textOf = (payload: unknown): string =>
  payload instanceof Binary ? Buffer.from(payload.buffer.subarray(0, payload.position)).toString('utf8') : String(payload ?? '')

const partsOf = (message: string): Readonly<Record<string, string>> =>
  Object.fromEntries(message.split(',').map(part => [part.slice(0, 1), part.slice(2)]))
