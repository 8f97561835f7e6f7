import type { Route } from '#model/app-model'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, lineOf } from '../code/code.js'

/** A method of a Nest controller that answers a route. https://docs.nestjs.com/controllers */
export interface NestMethod {
  readonly code: Code
  readonly controller: Node
  readonly method: Node
}

export function nestMethod(code: Code, { framework, kind, at }: Route): NestMethod | undefined {
  if (framework !== 'nest' || kind !== 'http') return undefined
  for (const controller of findNodes(code, node => node.type === 'ClassDeclaration')) {
    const method = ((controller.body as Node).body as Node[]).find(
      one => one.type === 'MethodDefinition' && lineOf(code, startOf(one)) <= at.line && at.line <= lineOf(code, (one.key as Node).end),
    )
    if (method && decoratorsOf(method).length > 0) return { code, controller, method }
  }
  return undefined
}

export const decoratorsOf = (node: Node): readonly Node[] => (node.decorators as Node[] | undefined) ?? []

/** `Roles` of `@Roles('admin')`. */
export function decoratorName(decorator: Node): string | undefined {
  const made = decorator.expression as Node
  return made.type === 'CallExpression' ? dotted(made.callee) : dotted(made)
}

export function decoratorArgs(decorator: Node): readonly Node[] {
  const made = decorator.expression as Node
  return made.type === 'CallExpression' ? (made.arguments as Node[]) : []
}

/** `@Get(':id')`: what makes the method a route. */
export const verbOf = (method: Node): Node | undefined => decoratorsOf(method).find(one => VERB.test(decoratorName(one) ?? ''))

const VERB = /^(?:Get|Post|Put|Patch|Delete|All|Head|Options|Sse)$/

const startOf = (member: Node): number => Math.min(member.start, ...decoratorsOf(member).map(one => one.start))

/** What a constructor asks to be handed: the names of types; `undefined` for one that goes by a token. */
export function injectedInto(klass: Node): readonly (string | undefined)[] {
  const made = ((klass.body as Node).body as Node[]).find(one => one.type === 'MethodDefinition' && one.kind === 'constructor')
  const params = ((made?.value as Node | undefined)?.params as Node[] | undefined) ?? []
  return params.map(param => {
    if (decoratorsOf(param).length > 0) return undefined
    const name = param.type === 'TSParameterProperty' ? (param.parameter as Node) : param
    const type = (name.typeAnnotation as Node | undefined)?.typeAnnotation as Node | undefined
    return type?.type === 'TSTypeReference' ? nameOf(type.typeName) : undefined
  })
}
