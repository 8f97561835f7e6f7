import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, isFunction, openCode } from '../code/code.js'
import { fileOf } from './function-behind.js'
import { decoratorArgs, decoratorName, decoratorsOf } from './nest-method.js'

/** A parameter that takes a whole body or query, `@Body() dto: OrderDto`. */
export interface WholeParameter {
  readonly code: Code
  readonly controller: Node
  readonly method: Node
  readonly decorator: Node
  /** Nothing is lost when a pipe drops the fields that its class does not name. */
  readonly isComplete: boolean
}

export function wholeParameters(source: Source): readonly WholeParameter[] {
  return source.files.flatMap(file => {
    const code = file.kind === 'code' && /@Controller\(/.test(file.text()) ? openCode(source, file.path) : undefined
    if (!code) return []
    return findNodes(code, node => node.type === 'ClassDeclaration').flatMap(controller =>
      ((controller.body as Node).body as Node[])
        .filter(one => one.type === 'MethodDefinition')
        .flatMap(method =>
          ((method.value as Node).params as Node[]).flatMap(param => {
            const decorator = decoratorsOf(param).find(
              one => /^(?:Body|Query)$/.test(decoratorName(one) ?? '') && decoratorArgs(one).length === 0,
            )
            return decorator ? [{ code, controller, method, decorator, isComplete: isComplete(code, typeOf(param), source) }] : []
          }),
        ),
    )
  })
}

const typeOf = (param: Node): string | undefined => {
  const type = (param.typeAnnotation as Node | undefined)?.typeAnnotation as Node | undefined
  return type?.type === 'TSTypeReference' ? nameOf(type.typeName) : undefined
}

/** Files on the way before it is given up. */
const STEPS = 5

/**
 * Whether every field of a class has a validator, and of the classes in it: the pipe drops what has none, and of what it is told to
 * look into without a class, everything. https://github.com/typestack/class-validator#whitelisting
 */
function isComplete(code: Code, name: string | undefined, source: Source, steps = STEPS): boolean {
  // No class, nothing to drop by: an interface, `any`, a type that is written in place.
  if (name === undefined) return true
  const from = bindingsOf(code).get(name)
  const isImported = from !== undefined && from.kind !== 'local'
  const where = isImported ? fileOf(source, code, from.from) : code
  const klass = where && classNamed(where, isImported ? from.imported : name)
  if (!where || steps === 0) return false
  if (!klass) return !isImported || new RegExp(`\\b(?:interface|type)\\s+${name}\\b`).test(where.text)
  const inherited = klass.superClass as Node | null
  const parents = !inherited ? [] : inherited.type === 'Identifier' ? [inherited] : madeOf(inherited)
  if (!parents?.every(one => isComplete(where, nameOf(one), source, steps - 1))) return false
  const fields = ((klass.body as Node).body as Node[]).filter(one => one.type === 'PropertyDefinition' && one.static !== true)
  // A class that names nothing would leave nothing.
  return fields.length + parents.length > 0 && fields.every(field => isKept(where, field, source, steps))
}

const classNamed = (code: Code, name: string): Node | undefined =>
  findNodes(code, one => one.type === 'ClassDeclaration' && nameOf(one.id) === name)[0]

/** `PartialType(OmitType(OrderDto, ['total']))`. https://docs.nestjs.com/openapi/mapped-types */
function madeOf(call: Node): readonly Node[] | undefined {
  if (call.type !== 'CallExpression' || !/^(?:Partial|Omit|Pick|Intersection)Type$/.test(nameOf(call.callee) ?? '')) return undefined
  const parts = (call.arguments as Node[]).flatMap(one =>
    one.type === 'Identifier' ? [one] : one.type === 'CallExpression' ? (madeOf(one) ?? [call]) : [],
  )
  return parts.includes(call) ? undefined : parts
}

function isKept(code: Code, field: Node, source: Source, steps: number): boolean {
  const decorators = decoratorsOf(field)
  const names = decorators.map(one => decoratorName(one) ?? '')
  if (!names.some(name => !/^(?:Api\w*|Type|Transform|Expose|Exclude)?$/.test(name))) return false
  if (!names.includes('ValidateNested')) return true
  const [made] = decorators.filter(one => decoratorName(one) === 'Type').flatMap(decoratorArgs)
  const body = made && isFunction(made) ? (made.body as Node) : undefined
  return body?.type === 'Identifier' && isComplete(code, body.name as string, source, steps - 1)
}
