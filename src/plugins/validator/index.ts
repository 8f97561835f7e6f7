import { REQUEST_ORIGINS } from '#facts/origin'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, type Fact, library, literal, originsIn, UNDEFINED, type Value } from '../value.js'

/** Tests of one text, and DTO classes. https://github.com/validatorjs/validator.js https://github.com/typestack/class-validator */
export default definePlugin({
  name: 'validator',
  libraries: [
    'validator',
    'class-validator',
    'class-transformer',
    'class-validator:errors',
    'email-validator',
    'is-email',
    'validator/lib/isEmail',
    'validator/es/lib/isEmail',
  ],
  get(of, key) {
    if (of.library === 'class-validator:errors' && key === 'length') return computed('.length', [], { denies: of.data['facts'] as Fact[] })
    return undefined
  },
  call(call) {
    if (call.library === 'class-validator') return classCall(call)
    if (call.library === 'class-transformer')
      return /^(plainTo(Instance|Class)|instanceToPlain)$/.test(call.method) ? (call.args[1] ?? call.args[0]) : undefined
    const name = call.method || call.library.split('/').at(-1)!
    if (/^(is[A-Z]|is$|matches|equals|contains|validate)/.test(name))
      return computed(`call ${name}`, call.args.slice(0, 1), { implies: checked(call, 'validator') })
    if (/^(trim|ltrim|rtrim|normalizeEmail|toString)$/.test(name)) return call.args[0]
    if (/^(escape|unescape|stripLow|whitelist|blacklist)$/.test(name)) return computed(`call ${name}`, call.args.slice(0, 1))
    return /^to(Int|Float|Boolean|Date)$/.test(name) ? computed('call Number', call.args.slice(0, 1)) : undefined
  },
})

function classCall(call: LibraryCall): Value | undefined {
  const facts = checked(call, 'class-validator')
  switch (call.method) {
    case 'validate':
    case 'validateSync':
      return library('class-validator:errors', 'errors', { facts })
    case 'validateOrReject':
      for (const fact of facts) call.run.assume(fact)
      return UNDEFINED
    default:
      return /^(is[A-Z]|matches)/.test(call.method) && call.args.length
        ? computed(`call ${call.method}`, call.args.slice(0, 1), { implies: facts })
        : literal(null)
  }
}

function checked(call: LibraryCall, how: string): Fact[] {
  return originsIn([call.args[0] ?? UNDEFINED])
    .filter(one => REQUEST_ORIGINS.has(one.from))
    .map(origin => ({ kind: 'checked', origin, how }))
}
