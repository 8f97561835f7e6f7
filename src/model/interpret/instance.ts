import type { Place } from '#base/place'
import type { ClassFact, Pattern } from '#facts/ir'
import { type ClassValue, type FunctionValue, native, type ObjectValue, type Scope, UNDEFINED, UNKNOWN, type Value } from '#plugins/value'
import { callFunction, newOf } from './call.js'
import { evaluate } from './evaluate.js'
import type { Machine } from './machine.js'
import { getMember } from './members.js'

export function classValue(fact: ClassFact, scope: Scope, m: Machine): ClassValue {
  const value: ClassValue = { k: 'class', file: m.file, fact, scope, props: new Map() }
  const inner: Scope = { vars: new Map<string, Value>([['this', value]]), parent: scope }
  for (const member of fact.members)
    if (member.static && member.kind === 'field' && member.value) value.props.set(member.name, evaluate(member.value, inner, m))
  return value
}

function parentOf(m: Machine, cls: ClassValue): Value | undefined {
  return cls.fact.parent ? m.inFile(cls.file, () => evaluate(cls.fact.parent!, cls.scope, m)) : undefined
}

/** A method bound to an object, found in the class or above it. */
export function methodOf(m: Machine, cls: ClassValue, name: string, self: Value, isStatic: boolean): Value | undefined {
  const member = cls.fact.members.find(
    one => one.name === name && one.static === isStatic && (one.kind === 'method' || one.kind === 'get') && one.value,
  )
  if (member?.value?.t === 'fn') {
    const fact = m.factsOf(cls.file).functions[member.value.i]!
    const fn: FunctionValue = {
      k: 'function',
      file: cls.file,
      fact,
      scope: cls.scope,
      self,
      props: new Map(),
      ...(cls.fact.parent && !isStatic ? { above: (own: Value | undefined) => aboveOf(m, cls, own) } : {}),
    }
    return member.kind === 'get' ? callFunction(m, fn, [], { file: cls.file, line: member.l }, self) : fn
  }
  const parent = parentOf(m, cls)
  if (parent?.k === 'class') return methodOf(m, parent, name, self, isStatic)
  // `class Order extends Model`: the library that gave the parent must know whose method it is.
  if (parent?.k === 'library' && isStatic && self.k === 'class')
    return getMember(m, { ...parent, data: { ...parent.data, cls: self } }, name)
  return undefined
}

/** The same object, as the class above sees it: its methods are those of that class. */
function aboveOf(m: Machine, cls: ClassValue, self: Value | undefined): Value {
  const parent = parentOf(m, cls)
  if (parent?.k !== 'class') return parent ?? UNKNOWN
  return self?.k === 'object' ? { ...self, cls: parent } : UNKNOWN
}

/** `new Class(…)`. */
export function instantiate(m: Machine, cls: ClassValue, args: readonly Value[], at: Place): ObjectValue {
  const self: ObjectValue = { k: 'object', props: new Map(), spreads: [], cls }
  initialise(m, cls, self, args, at)
  return self
}

function initialise(m: Machine, cls: ClassValue, self: ObjectValue, args: readonly Value[], at: Place): void {
  const constructor = cls.fact.members.find(member => member.kind === 'constructor')
  const parent = parentOf(m, cls)
  let isBegun = false
  const begin = (given: readonly Value[], from: Place): void => {
    if (isBegun) return
    isBegun = true
    if (parent?.k === 'class') initialise(m, parent, self, given, from)
    // `class PrismaService extends PrismaClient`: an object of it is what the library makes, whether or not `super` is spelled out.
    else if (parent) self.spreads.push((parent.k === 'library' && newOf(m, parent, given, from)) || parent)
    setFields(m, cls, self)
  }
  if (constructor?.value?.t !== 'fn') return begin(args, at)
  const fact = m.factsOf(cls.file).functions[constructor.value.i]!
  const promote = (): void =>
    constructor.promoted?.forEach(name => {
      const index = fact.params.findIndex(param => nameOf(param) === name)
      const param = fact.params[index]
      const standard = param?.t === 'default' ? m.inFile(cls.file, () => evaluate(param.x, cls.scope, m)) : UNKNOWN
      self.props.set(name, args[index] ?? standard)
    })
  // The parent is made with what `super(…)` is given, and not with what this class was.
  const above = native('super', (given, from) => {
    begin(given, from)
    promote()
    return UNDEFINED
  })
  if (!parent) above.call(args, at)
  const scope: Scope = { vars: new Map<string, Value>([['super', above]]), parent: cls.scope }
  callFunction(m, { k: 'function', file: cls.file, fact, scope, self, props: new Map() }, args, at, self)
  // A call of `super` that could not be followed.
  if (!isBegun) above.call(args, at)
}

/** Fields of the class itself, each with its initial value. */
function setFields(m: Machine, cls: ClassValue, self: ObjectValue): void {
  const inner: Scope = { vars: new Map<string, Value>([['this', self]]), parent: cls.scope }
  m.inFile(cls.file, () => {
    for (const member of cls.fact.members)
      if (!member.static && member.kind === 'field') self.props.set(member.name, member.value ? evaluate(member.value, inner, m) : UNKNOWN)
  })
}

const nameOf = (param: Pattern): string => (param.t === 'id' ? param.n : param.t === 'default' ? nameOf(param.p) : '')
