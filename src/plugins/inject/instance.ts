import type { Place } from '#base/place'
import type { ParameterFact } from '#facts/ir'
import { kept } from '../kept.js'
import type { Run, World } from '../plugin.js'
import { type ClassValue, library, textOf, UNKNOWN, type Value } from '../value.js'
import { boundTo, tokenOf } from './bindings.js'
import { decoratorsOf, lookup, named } from './decorators.js'

/** The one instance of a class that the container hands out. https://docs.nestjs.com/fundamentals/custom-providers */
export function instanceOf(run: Run, of: ClassValue, underway: ReadonlySet<string> = new Set()): Value {
  const known = instancesIn(run.world)
  const key = `${of.file}:${of.fact.l}`
  const made = known.get(key)
  if (made) return made
  if (underway.has(key)) return UNKNOWN
  const at = { file: of.file, line: of.fact.l }
  const inside = new Set([...underway, key])
  const given = constructorOf(run, of).map(({ parameter, owner }) => provided(run, owner, parameter, inside))
  const instance = run.call(of, given, at)
  // Fields may be injected as well: `@InjectRepository(Order) private orders`.
  for (const { member, owner } of fieldsOf(run, of)) {
    if (member.decorators.length)
      run.set(instance, member.name, provided(run, owner, { type: member.type, decorators: member.decorators }, inside))
  }
  known.set(key, instance)
  return instance
}

/** What a container answers when it is asked for a token: what was bound to it, else an object of the class that the token is. */
export function resolved(run: Run, token: Value | undefined, at: Place, underway: ReadonlySet<string> = new Set()): Value {
  const key = tokenOf(token)
  const bound = boundTo(run.world, token)
  if (key === undefined || underway.has(key)) return UNKNOWN
  const inside = new Set([...underway, key])
  switch (bound?.kind) {
    case 'class':
      if (bound.of.k === 'library') return run.call(bound.of, [], at)
      return bound.of.k === 'class' ? instanceOf(run, bound.of, underway) : UNKNOWN
    case 'value':
      return bound.value
    case 'alias':
      return resolved(run, bound.of, at, inside)
    case 'made':
      return once(run, key, () =>
        run.call(bound.by, bound.from.length ? bound.from.map(one => resolved(run, one, at, inside)) : (bound.given ?? []), at),
      )
    default:
      return token?.k === 'class' ? instanceOf(run, token, underway) : UNKNOWN
  }
}

/** What is made for a token is made once; what only fell short because it is under way is made again. */
function once(run: Run, key: string, make: () => Value): Value {
  const known = instancesIn(run.world)
  const made = known.get(key) ?? make()
  if (made.k !== 'unknown') known.set(key, made)
  return made
}

function instancesIn(world: World): Map<string, Value> {
  return kept(world, 'inject-instances', () => new Map<string, Value>())
}

const parentOf = (run: Run, of: ClassValue): ClassValue | undefined => {
  const parent = of.fact.parent?.t === 'id' ? lookup(run, of.fact.parent.n, of.scope) : undefined
  return parent?.k === 'class' ? parent : undefined
}

/** Parameters of the constructor, or of the one that is inherited. */
function constructorOf(run: Run, of: ClassValue): { parameter: ParameterFact; owner: ClassValue }[] {
  const own = of.fact.members.find(member => member.kind === 'constructor')
  if (own) return (own.parameters ?? []).map(parameter => ({ parameter, owner: of }))
  const parent = parentOf(run, of)
  return parent ? constructorOf(run, parent) : []
}

/** Fields of the class and of those that it extends. */
function fieldsOf(run: Run, of: ClassValue): { member: ClassValue['fact']['members'][number]; owner: ClassValue }[] {
  const parent = parentOf(run, of)
  const own = of.fact.members.filter(member => member.kind === 'field').map(member => ({ member, owner: of }))
  return [...(parent ? fieldsOf(run, parent) : []), ...own]
}

function provided(run: Run, owner: ClassValue, parameter: ParameterFact, underway: ReadonlySet<string>): Value {
  const at = { file: owner.file, line: owner.fact.l }
  const decorators = decoratorsOf(run, owner, parameter.decorators, owner.fact.l)
  const [repository] = named(decorators, 'InjectRepository')
  if (repository?.args[0]) return run.call(library('typeorm', 'getRepository'), [repository.args[0]], at)
  const [model] = named(decorators, 'InjectModel')
  if (model?.args[0])
    return textOf(model.args[0]) === undefined ? model.args[0] : run.call(library('mongoose', 'model'), [model.args[0]], at)
  const told = named(decorators, 'Inject', 'inject')[0]?.args[0]
  const typed = (): Value | undefined => (parameter.type === undefined ? undefined : lookup(run, parameter.type, owner.scope))
  const wanted = told && !isLater(told) ? told : typed()
  // A service of a package is known by its class.
  return wanted?.k === 'library' && tokenOf(wanted) === undefined ? run.call(wanted, [], at) : resolved(run, wanted, at, underway)
}

/** Of classes that name each other (`forwardRef(() => Orders)`, `delay(() => Orders)`), the type beside it says which is meant. */
const isLater = (token: Value): boolean =>
  token.k === 'unknown' || token.k === 'function' || (token.k === 'library' && /(^|\.)(?:forwardRef|delay)\(\)$/.test(token.path))
