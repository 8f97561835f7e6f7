import { kept } from '../kept.js'
import type { ParameterFact } from '#facts/ir'
import type { Run, World } from '../plugin.js'
import { type ClassValue, library, textOf, UNKNOWN, type Value } from '../value.js'
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
  for (const member of of.fact.members) {
    if (member.kind === 'field' && member.decorators.length)
      run.set(instance, member.name, provided(run, of, { type: member.type, decorators: member.decorators }, inside))
  }
  known.set(key, instance)
  return instance
}

function instancesIn(world: World): Map<string, Value> {
  return kept(world, 'nest-instances', () => new Map<string, Value>())
}

/** Parameters of the constructor, or of the one that is inherited. */
function constructorOf(run: Run, of: ClassValue): { parameter: ParameterFact; owner: ClassValue }[] {
  const own = of.fact.members.find(member => member.kind === 'constructor')
  if (own) return (own.parameters ?? []).map(parameter => ({ parameter, owner: of }))
  const parent = of.fact.parent?.t === 'id' ? lookup(run, of.fact.parent.n, of.scope) : undefined
  return parent?.k === 'class' ? constructorOf(run, parent) : []
}

function provided(run: Run, owner: ClassValue, parameter: ParameterFact, underway: ReadonlySet<string>): Value {
  const at = { file: owner.file, line: owner.fact.l }
  const decorators = decoratorsOf(run, owner, parameter.decorators, owner.fact.l)
  const [repository] = named(decorators, 'InjectRepository')
  if (repository?.args[0]) return run.call(library('typeorm', 'getRepository'), [repository.args[0]], at)
  const [model] = named(decorators, 'InjectModel')
  if (model?.args[0])
    return textOf(model.args[0]) === undefined ? model.args[0] : run.call(library('mongoose', 'model'), [model.args[0]], at)
  const token = named(decorators, 'Inject')[0]?.args[0]
  const wanted = token?.k === 'class' ? token : parameter.type === undefined ? token : lookup(run, parameter.type, owner.scope)
  if (wanted?.k === 'class') return instanceOf(run, wanted, underway)
  // A service of a package is known by its class.
  return wanted?.k === 'library' ? run.call(wanted, [], at) : UNKNOWN
}
