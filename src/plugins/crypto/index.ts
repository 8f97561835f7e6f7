import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, literal, origin, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { equal, signedBy } from './equal.js'

const RANDOM =
  /^(randomBytes|randomUUID|randomInt|getRandomValues|nanoid|v4|v7|createId|ulid|generateRandomString|generateId|uid|customAlphabet)$/

/**
 * Node's and the browser's cryptography, and the small packages around it.
 * https://nodejs.org/api/crypto.html
 */
export default definePlugin({
  name: 'crypto',
  libraries: [
    'crypto',
    'global',
    'crypto:digest',
    'crypto:cipher',
    'md5',
    'sha1',
    'sha256',
    'js-sha256',
    'blueimp-md5',
    'crypto-js',
    'crypto-js/md5',
    'crypto-js/sha256',
    'nanoid',
    'uuid',
    'cuid',
    '@paralleldrive/cuid2',
    'ulid',
    'uid',
    'uid-safe',
    'oslo/crypto',
    'tsscmp',
    'safe-compare',
    'secure-compare',
    'scmp',
    'crypto-random-string',
  ],
  call(call) {
    if (call.library === 'global')
      return /^crypto\b/.test(call.path) ? nodeCall({ ...call, path: call.path.replace(/^crypto\.(webcrypto\.)?/, '') }) : undefined
    if (call.library === 'crypto:digest') return digestCall(call)
    if (call.library === 'crypto:cipher') return cipherCall(call)
    if (call.library === 'crypto') return nodeCall(call)
    if (call.library.startsWith('crypto-js')) return oldCall(call)
    if (/compare|scmp/.test(call.library)) return equal(call)
    if (/md5|sha/.test(call.library))
      return call.path === '' || /^(md5|sha\d+)$/.test(call.method)
        ? computed(`call ${nameOf(call.method || call.library)}`, call.args, { at: call.at })
        : undefined
    if (RANDOM.test(call.method) || call.path === '')
      return call.method === 'customAlphabet' ? library('nanoid', '') : origin('secret-random')
    return undefined
  },
})

const nameOf = (text: string): string => /md5|sha\d+/.exec(text)?.[0] ?? text

function nodeCall(call: LibraryCall): Value | undefined {
  const { args } = call
  const path = call.path.replace(/^(webcrypto|default)\./, '')
  if (RANDOM.test(path))
    return answered(call, path === 'randomInt' ? computed('number', [origin('secret-random')]) : origin('secret-random'))
  switch (path) {
    case 'createHash':
      return library('crypto:digest', 'hash', { how: `call ${algorithm(args[0])}`, parts: [] })
    case 'createHmac':
      return library('crypto:digest', 'hmac', { how: 'call createHmac', parts: [args[1] ?? UNDEFINED] })
    case 'hash':
      return computed(`call ${algorithm(args[0])}`, [args[1] ?? UNDEFINED], { at: call.at })
    case 'scrypt':
    case 'scryptSync':
    case 'pbkdf2':
    case 'pbkdf2Sync':
    case 'argon2':
    case 'argon2Sync':
      return answered(call, computed('call hash', [args[0] ?? UNDEFINED]))
    case 'timingSafeEqual':
      return equal(call)
    case 'createVerify':
      return library('crypto:digest', 'verify', { how: 'call verify', parts: [] })
    case 'createSign':
      return library('crypto:digest', 'sign', { how: 'call sign', parts: [] })
    case 'verify':
      return signedBy(call, args[3], args[2])
    case 'sign':
      return computed('call sign', args.slice(1))
    case 'subtle.verify':
      return signedBy(call, args[2], args[1], args[3])
    case 'subtle.digest':
      return computed(`call ${algorithm(args[0])}`, [args[1] ?? UNDEFINED], { at: call.at })
    case 'subtle.sign':
      return computed('call createHmac', args.slice(1))
    case 'subtle.importKey':
      return computed('call importKey', [args[1] ?? UNDEFINED])
    case 'createCipheriv':
    case 'createCipher':
      return library('crypto:cipher', 'encrypt', { cipher: textOf(args[0]) })
    case 'createDecipheriv':
    case 'createDecipher':
      return library('crypto:cipher', 'decrypt', { cipher: textOf(args[0]) })
    default:
      return undefined
  }
}

/** `SHA-256`, `sha256`, `{ name: 'SHA-1' }`. */
function algorithm(value: Value | undefined): string {
  const text = textOf(value) ?? (value?.k === 'object' ? textOf(value.props.get('name')) : undefined)
  return text?.toLowerCase().replace(/^sha-/, 'sha') ?? 'digest'
}

/** `createHmac('sha256', key).update(body).digest('hex')`. */
function digestCall(call: LibraryCall): Value | undefined {
  const parts = call.on.data['parts'] as Value[]
  switch (call.method) {
    case 'update':
    case 'write':
      return { ...call.on, data: { ...call.on.data, parts: [...parts, call.args[0] ?? UNDEFINED] }, props: new Map() }
    case 'end':
    case 'copy':
      return call.on
    case 'digest':
      return computed(String(call.on.data['how']), parts, { at: call.at })
    case 'sign':
      return computed('call sign', [...parts, ...call.args.slice(0, 1)])
    case 'verify':
      return signedBy(call, call.args[1], call.args[0])
    default:
      return undefined
  }
}

function cipherCall(call: LibraryCall): Value | undefined {
  if (call.method === 'update' || call.method === 'final')
    return computed(`call ${call.on.path}`, call.method === 'update' ? call.args.slice(0, 1) : [])
  return call.method === 'getAuthTag' ? UNKNOWN : call.method.startsWith('set') ? call.on : undefined
}

/** crypto-js: `CryptoJS.MD5(x)`, `HmacSHA256(body, key)`, `AES.encrypt(text, key)`. */
function oldCall(call: LibraryCall): Value | undefined {
  const name = (call.method || call.library.split('/').at(-1)!).toLowerCase()
  if (/^hmac/.test(name)) return computed('call createHmac', [...call.args].reverse())
  if (/^(md5|sha\d+|ripemd160)$/.test(name)) return computed(`call ${name}`, call.args.slice(0, 1))
  if (name === 'pbkdf2') return computed('call hash', call.args.slice(0, 1))
  if (name === 'encrypt' || name === 'decrypt') return computed(`call ${name}`, call.args.slice(0, 1))
  return undefined
}

/** Either returned or handed to a callback. */
function answered(call: LibraryCall, value: Value): Value {
  const done = call.args.at(-1)
  if (done?.k !== 'function') return value
  call.run.call(done, [literal(null), value], call.at)
  return UNDEFINED
}
