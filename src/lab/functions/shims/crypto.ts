import { createHash, timingSafeEqual as equal, webcrypto } from 'node:crypto'
import { bytesOf, type Data, plain } from './bytes.js'

const nameOf = (algorithm: string | { readonly name: string }): string =>
  (typeof algorithm === 'string' ? algorithm : algorithm.name).toLowerCase().replace(/^sha-/, 'sha')

/** The platform's, with more hashes: https://jsr.io/@std/crypto */
const subtle = new Proxy(webcrypto.subtle, {
  get(own, name) {
    if (name === 'digest')
      return async (algorithm: string | { readonly name: string }, data: Data): Promise<ArrayBuffer> =>
        plain(createHash(nameOf(algorithm)).update(bytesOf(data)).digest()).buffer as ArrayBuffer
    const value: unknown = Reflect.get(own, name)
    return typeof value === 'function' ? value.bind(own) : value
  },
})

export const crypto = {
  subtle,
  getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
  randomUUID: webcrypto.randomUUID.bind(webcrypto),
}

export function timingSafeEqual(a: Data, b: Data): boolean {
  const [left, right] = [bytesOf(a), bytesOf(b)]
  return left.length === right.length && equal(left, right)
}

export const toHashString = (hash: Data, encoding: 'hex' | 'base64' = 'hex'): string => bytesOf(hash).toString(encoding)
