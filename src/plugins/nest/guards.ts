import type { Place } from '#base/place'
import type { Run } from '../plugin.js'
import { type ClassValue, library, type LibraryValue, origin, UNDEFINED, type Value } from '../value.js'
import { signedIn } from '../verified.js'
import { lookup, type Decorator } from '../inject/decorators.js'
import { instanceOf } from '../inject/instance.js'

/** What a guard, a pipe or a parameter is told of the call. https://docs.nestjs.com/fundamentals/execution-context */
export function contextOf(request: LibraryValue, decorators: readonly Decorator[], type: 'http' | 'graphql' = 'http'): LibraryValue {
  return library('nest:context', 'context', { request, decorators, type })
}

/** Runs one guard. False: the request ends here. */
export function passes(run: Run, guard: Value, context: LibraryValue, at: Place): boolean {
  const request = context.data['request'] as LibraryValue
  if (guard.k === 'library') return passesLibrary(run, guard, request, at)
  const instance = guard.k === 'class' ? instanceOf(run, guard) : guard
  const inherited = guard.k === 'class' ? inheritedGuard(run, guard) : undefined
  const check = run.get(instance, 'canActivate')
  if (check.k !== 'function') return inherited ? passesLibrary(run, inherited, request, at) : true
  const answer = run.call(check, [context], at, instance)
  if (answer.k === 'literal') return Boolean(answer.value)
  // `return super.canActivate(context)`: what the parent asks is asked.
  if (inherited && !mayPass(answer)) return passesLibrary(run, inherited, request, at)
  for (const fact of run.implied(answer, true)) run.assume(fact)
  return true
}

const mayPass = (value: Value): boolean =>
  value.k === 'either' && value.of.some(one => one.value.k === 'literal' && one.value.value === true)

/** `class JwtAuthGuard extends AuthGuard('jwt')`. */
function inheritedGuard(run: Run, guard: ClassValue): LibraryValue | undefined {
  const { parent } = guard.fact
  const callee = parent?.t === 'call' && parent.f.t === 'id' ? parent.f.n : parent?.t === 'id' ? parent.n : undefined
  if (callee === undefined) return undefined
  const found = lookup(run, callee, guard.scope)
  if (found.k === 'class') return inheritedGuard(run, found)
  if (found.k !== 'library') return undefined
  const first = parent?.t === 'call' ? parent.a[0] : undefined
  return { ...found, args: first?.t === 'lit' ? [{ k: 'literal', value: first.v }] : [] }
}

export function passesLibrary(run: Run, guard: LibraryValue, request: LibraryValue, at: Place): boolean {
  if (/Throttler/.test(guard.path)) run.marks.set('limiter', at)
  if (!/AuthGuard/.test(guard.path)) return true
  const strategy = guard.args[0]?.k === 'literal' ? String(guard.args[0].value) : 'jwt'
  run.assume(signedIn(at, `\`AuthGuard('${strategy}')\``))
  run.set(request, 'user', origin('session', [], { at }))
  return true
}

/** A decorator that Nest made is its own key, unless it was given one. */
export function keyOf(value: Value | undefined): Value | undefined {
  const told = value?.k === 'library' && value.library === 'nest:made' ? (value.data['key'] as Value | undefined) : undefined
  return told?.k === 'literal' && told.value !== undefined ? told : value
}

/** `reflector.getAllAndOverride(ROLES, […])`: what a decorator of the route or its controller says under that name. */
export function reflected(decorators: readonly Decorator[], key: Value | undefined): Value {
  for (const { value } of decorators) {
    if (value.k !== 'library' || value.library !== 'nest:metadata') continue
    const [own, asked] = [value.data['key'] as Value, keyOf(key)]
    const same = own.k === 'literal' && asked?.k === 'literal' ? own.value === asked.value : own === asked
    if (same) return value.data['value'] as Value
  }
  return UNDEFINED
}
