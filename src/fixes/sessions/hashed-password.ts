import { nameOf as routeName, routeNamed } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import type { Source } from '#source/source'
import { dotted, literalOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, openCode, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { defineFix } from '../fix.js'
import { wantedFor } from '../idiom/apply-guard.js'
import { passwordWrite } from '../idiom/password-writes.js'

export default defineFix({
  id: 'sessions/hashed-password',
  for: ['sessions/plaintext-password'],
  title: 'Hashes a password where the rest of the app does',
  *patches({ finding, model, source }) {
    const field = finding.key.split(' ').at(-1)!
    const route = routeNamed(model.routes, finding.route)
    const effect = route?.effects.find(
      one =>
        one.kind === 'query' &&
        one.table === finding.table &&
        /^(?:create|update|upsert)$/.test(one.does) &&
        finding.trail.some(step => step.at.line === one.at.line && step.at.file === one.at.file),
    )
    const own = hashingOf(source)
    if (!route || effect?.kind !== 'query' || !own || !isPeople(effect.table ?? '') || !finding.message.endsWith('as it was typed.')) return
    const write = passwordWrite(effect.at, field, effect.does !== 'create', own.hashed, source)
    const wanted = write && wantedFor([own.name], own.code, write.code)
    const imports = wanted && importEdits(write.code, wanted)
    if (!imports) return
    yield {
      title: `Hash the ${field} that ${routeName(route)} stores`,
      says: `\`${routeName(route)}\` stores a hash, as signing up does. Whoever had changed a password there could not sign in with it, since signing in compares hashes.`,
      edits: [...imports, write.edit],
      files: [],
    }
  },
})

interface OwnHashing {
  readonly code: Code
  /** What has to be imported: `bcrypt`, `hash`. */
  readonly name: string
  readonly hashed: (value: string) => string
}

const LIBRARY = /^(?:@node-rs\/)?(?:bcrypt(?:js|-ts)?|argon2)$/

/** `bcrypt.hash(password, 10)`, as the app calls it, where signing in compares with what comes of it. */
function hashingOf(source: Source): OwnHashing | undefined {
  const codes = source.files.flatMap(file =>
    file.kind === 'code' &&
    !/(?:^|\/)(?:seed|test|__tests__|scripts?)|\.(?:test|spec)\./.test(file.path) &&
    /bcrypt|argon2/.test(file.text())
      ? (openCode(source, file.path) ?? [])
      : [],
  )
  const calls = codes.flatMap(code =>
    findNodes(code, one => one.type === 'CallExpression').flatMap(call => {
      const [name, ...rest] = (dotted(call.callee) ?? '').split('.')
      const binding = bindingsOf(code).get(name!)
      return binding && LIBRARY.test(binding.from) ? [{ code, call, name: name!, method: rest.join('.') || binding.imported }] : []
    }),
  )
  if (!calls.some(one => /^(?:compare|verify)(?:Sync)?$/.test(one.method))) return undefined
  const found = calls.find(one => one.method === 'hash' && (one.call.arguments as Node[]).length <= 2)
  if (!found) return undefined
  const { code, call, name } = found
  const [, cost] = call.arguments as Node[]
  const second = !cost ? '' : typeof literalOf(cost) === 'number' ? `, ${String(literalOf(cost))}` : ', 12'
  return { code, name, hashed: value => `await ${textOf(code, call.callee as Node)}(${value}${second})` }
}
