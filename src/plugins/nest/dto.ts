import type { ClassMember, Expr } from '#facts/ir'
import type { Run } from '../plugin.js'
import { mark } from '../schema/accept.js'
import { holdsStaff } from '../schema/schema.js'
import { type ClassValue, list, object, type Scope, type Value } from '../value.js'
import { decoratorsOf, lookup, nameOf } from '../inject/decorators.js'

/** What a validation pipe does with the fields that no DTO names. https://docs.nestjs.com/techniques/validation#stripping-properties */
export type OtherFields = 'dropped' | 'passed'

/** `new ValidationPipe({ whitelist: true })`; a pipe of the app's own is taken to know what it lets through. */
export function otherFieldsOf(run: Run, pipe: Value): OtherFields {
  if (!(pipe.k === 'library' && /^ValidationPipe(?:\(\))?$/.test(pipe.path))) return 'dropped'
  const [options] = pipe.args
  if (!options) return 'passed'
  if (options.k !== 'object' || options.spreads.length) return 'dropped'
  return ['whitelist', 'forbidNonWhitelisted'].some(key => isSet(run.get(options, key))) ? 'dropped' : 'passed'
}

const isSet = (value: Value): boolean => !(value.k === 'literal' && !value.value)

/** A class whose fields say what they must be, checked by the validation pipe. */
export function shaped(run: Run, value: Value, dto: ClassValue, others: OtherFields, depth = 0): Value {
  if (value.k !== 'origin' || depth > DEEPEST) return value
  const fields = fieldsOf(run, dto)
  // Whatever the class that could not be read lets through, the pipe has looked at it.
  if (!fields) return others === 'dropped' ? mark(value, 'class-validator') : value
  if (!fields.size) return value
  return object(
    [...fields].map(([name, { how, of, isList }]) => {
      const field: Value = { ...value, path: [...value.path, name] }
      const inner = (one: Value) => (of ? shaped(run, one, of, 'dropped', depth + 1) : mark(one, how))
      return [name, isList && of ? list([inner(run.elementOf(field))], true) : inner(field)] as const
    }),
    others === 'passed' ? [{ ...value, without: [...fields.keys()] }] : [],
  )
}

const DEEPEST = 4

/** What is known of a field once the pipe has let it through. */
interface Field {
  readonly how: string
  /** The class by which what is in it was checked, too. https://docs.nestjs.com/techniques/validation */
  readonly of?: ClassValue
  readonly isList?: boolean
}

/** By their names. */
type Fields = ReadonlyMap<string, Field>

/** Fields with decorators, its own and those of what it is made from. Undefined: a class that could not be read. */
function fieldsOf(run: Run, dto: ClassValue, depth = 0): Fields | undefined {
  const own = new Map(dto.fact.members.filter(isChecked).map(member => [member.name, fieldOf(run, dto, member)]))
  if (!dto.fact.parent || depth > 6) return own
  const inherited = inheritedFields(run, dto.fact.parent, dto.scope, depth + 1)
  return inherited && new Map([...inherited, ...own])
}

/** `@ValidateNested({ each: true }) items: OrderItemDto[]`. */
function fieldOf(run: Run, dto: ClassValue, member: ClassMember): Field {
  const how = checkOf(run, dto, member)
  if (!member.decorators.some(one => nameOf(one) === 'ValidateNested')) return { how }
  const of = lookup(run, member.listOf ?? member.type ?? '', dto.scope)
  return of.k === 'class' ? { how, of, isList: member.listOf !== undefined } : { how }
}

/** `@IsEnum(Role)`, `@IsIn(['admin', 'user'])`: one of several, and whether the administrator is among them. */
function checkOf(run: Run, dto: ClassValue, member: ClassMember): string {
  const names = member.decorators.map(nameOf)
  if (names.some(name => NUMBER.test(name)) && names.every(name => UNBOUNDED.test(name))) return 'class-validator signed number'
  const lists = member.decorators.filter(one => /^(?:IsEnum|IsIn)$/.test(nameOf(one)))
  const [one] = decoratorsOf(run, dto, lists, member.l)
  return !one ? 'class-validator' : holdsStaff(one.args[0]) ? 'class-validator staff enum' : 'class-validator enum'
}

const NUMBER = /^Is(?:Number|Int|Decimal)$/
/** Says nothing of the least that a number may be. */
const UNBOUNDED = /^(?:Is(?:Number|Int|Decimal|Optional|NotEmpty|Defined)|Max|Type|Transform|Expose|Exclude|Api\w*|Field)$/

const isChecked = (member: ClassMember): boolean =>
  member.kind === 'field' && member.decorators.some(one => !/^(?:Api\w*|Type|Transform|Expose|Exclude)?$/.test(nameOf(one)))

/** `extends Order`, `extends PartialType(OmitType(Order, ['id']))`. https://docs.nestjs.com/openapi/mapped-types */
function inheritedFields(run: Run, parent: Expr, scope: Scope, depth: number): Fields | undefined {
  if (parent.t === 'id') {
    const found = lookup(run, parent.n, scope)
    return found.k === 'class' ? fieldsOf(run, found, depth) : undefined
  }
  if (parent.t !== 'call' || parent.f.t !== 'id') return undefined
  const [first, second] = parent.a
  const of = first && inheritedFields(run, first, scope, depth + 1)
  switch (parent.f.n) {
    case 'PartialType':
      return of
    case 'OmitType':
      return of && new Map([...of].filter(([name]) => !namesIn(second).includes(name)))
    case 'PickType':
      return of && new Map([...of].filter(([name]) => namesIn(second).includes(name)))
    case 'IntersectionType': {
      const all = parent.a.map(one => inheritedFields(run, one, scope, depth + 1))
      return all.every(one => one !== undefined) ? new Map(all.flatMap(one => [...one])) : undefined
    }
    default:
      return undefined
  }
}

const namesIn = (e: Expr | undefined): unknown[] => (e?.t === 'arr' ? e.x.map(item => (item.t === 'lit' ? item.v : undefined)) : [])
