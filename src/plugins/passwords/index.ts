import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, literal, UNDEFINED, type Value } from '../value.js'

/** Hashing of passwords: what is stored is no longer plain, and what is compared is compared in constant time. */
export default definePlugin({
  name: 'passwords',
  libraries: [
    'bcrypt',
    'bcryptjs',
    'bcrypt-nodejs',
    'bcrypt-ts',
    '@node-rs/bcrypt',
    'argon2',
    '@node-rs/argon2',
    'scrypt-kdf',
    'scrypt-js',
    'oslo/password',
    '@noble/hashes/scrypt',
    'better-auth/crypto',
    'global',
  ],
  call(call) {
    if (call.library === 'global' && !call.path.startsWith('Bun.password.')) return undefined
    switch (call.method) {
      case 'hash':
      case 'hashSync':
      case 'hashRaw':
      case 'hashPassword':
      case 'kdf':
      case 'scrypt':
      case 'scryptSync':
        return answered(call, computed('call hash', [call.args[0] ?? UNDEFINED]))
      case 'compare':
      case 'compareSync':
        return compared(call, call.args[0], call.args[1])
      case 'verify':
      case 'verifySync':
      case 'verifyPassword':
        return compared(call, ...verified(call))
      case 'genSalt':
      case 'genSaltSync':
        return answered(call, literal('salt'))
      case 'Argon2id':
      case 'Bcrypt':
      case 'Scrypt':
        return call.isNew ? { ...call.on, path: call.method, props: new Map() } : undefined
      default:
        return undefined
    }
  },
})

/** argon2 takes the stored hash first; Better Auth takes both by name. */
function verified(call: LibraryCall): [Value | undefined, Value | undefined] {
  const [a, b] = call.args
  if (a?.k === 'object') return [a.props.get('password'), a.props.get('hash')]
  return call.library.includes('argon2') || call.library.startsWith('oslo') ? [b, a] : [a, b]
}

function compared(call: LibraryCall, plain: Value = UNDEFINED, hash: Value = UNDEFINED): Value {
  call.run.emit({ kind: 'compare', left: plain, right: hash }, call.at)
  return answered(call, computed('call compare', plain.k === 'origin' ? [plain] : []))
}

/** Either awaited or handed to a callback. */
function answered(call: LibraryCall, value: Value): Value {
  const done = call.args.at(-1)
  if (done?.k !== 'function' && done?.k !== 'native') return value
  call.run.call(done, [literal(null), value], call.at)
  return UNDEFINED
}
