import { createHash as create, createHmac, type Hash, type Hmac } from 'node:crypto'
import { bytesOf, type Data, plain } from './bytes.js'

/** https://deno.land/std@0.119.0/hash/mod.ts */
export interface Hasher {
  update(data: Data): Hasher
  digest(): Uint8Array
  hex(): string
  toString(format?: 'hex' | 'base64'): string
}

function hasher(own: Hash | Hmac): Hasher {
  const self: Hasher = {
    update: data => {
      own.update(bytesOf(data))
      return self
    },
    digest: () => plain(own.digest()),
    hex: () => own.digest('hex'),
    toString: (format = 'hex') => own.digest(format),
  }
  return self
}

export const createHash = (name: string): Hasher => hasher(create(name.replace('-', '')))

// They were classes: `new Sha256().update(text).hex()`, `new HmacSha256(key)`.
function made(make: (key: Data) => Hash | Hmac): new (key?: Data) => Hasher {
  return function own(key: Data = '') {
    return hasher(make(key))
  } as unknown as new (key?: Data) => Hasher
}

export const Md5 = made(() => create('md5'))
export const Sha1 = made(() => create('sha1'))
export const Sha256 = made(() => create('sha256'))
export const Sha512 = made(() => create('sha512'))
export const HmacSha1 = made(key => createHmac('sha1', bytesOf(key)))
export const HmacSha256 = made(key => createHmac('sha256', bytesOf(key)))
export const HmacSha512 = made(key => createHmac('sha512', bytesOf(key)))
