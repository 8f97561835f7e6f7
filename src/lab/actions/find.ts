import { codeWith } from '#database/code'
import { walkTree } from '#database/tree'
import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import type { ActionParameter, LabAction } from '../lab.js'

/** The action of a route, where the build has it. */
export const actionOf = (route: Route, actions: readonly LabAction[]): LabAction | undefined =>
  actions.find(
    action =>
      action.name === route.path && (action.file === '' || action.file === route.at.file || route.at.file.endsWith(`/${action.file}`)),
  )

interface Declared {
  readonly params?: readonly Pattern[]
}
interface Pattern {
  readonly type: string
  readonly name?: string
  readonly optional?: boolean
  readonly left?: Pattern
  readonly typeAnnotation?: { readonly typeAnnotation?: { readonly type: string; readonly typeName?: { readonly name?: string } } }
}

/** What the function of an action declares to take. */
export function parametersOf(route: Route, source: Source): readonly ActionParameter[] {
  const file = codeWith(source, /use server/).find(one => one.path === route.at.file)
  let found: readonly Pattern[] | undefined
  if (file)
    walkTree(file.program, (node, parents) => {
      const parent = parents.at(-1) as unknown as { id?: { name?: string } } | undefined
      const own = node as unknown as { id?: { name?: string } }
      const named =
        node.type === 'FunctionDeclaration'
          ? own.id?.name
          : /^(?:ArrowFunction|Function)Expression$/.test(node.type)
            ? parent?.id?.name
            : undefined
      if (named === route.path) found ??= (node as unknown as Declared).params
    })
  // `export const signIn = validated(schema, …)`: what wraps it is made for `useActionState`, as a rule.
  if (!found) return [{ kind: 'state' }, { kind: 'form' }]
  return found.map((param, index, all): ActionParameter => {
    const pattern = param.type === 'AssignmentPattern' && param.left ? param.left : param
    const annotation = (param.typeAnnotation ?? pattern.typeAnnotation)?.typeAnnotation
    const mayBeLeftOut = param.type === 'AssignmentPattern' || pattern.optional === true ? { optional: true as const } : {}
    if (annotation?.typeName?.name === 'FormData' || /^(?:form_?data|fd)$/i.test(pattern.name ?? '')) return { kind: 'form' }
    if (/^_?(?:prev|previous|state|initial)/i.test(pattern.name ?? '') && index === 0 && all.length > 1) return { kind: 'state' }
    if (
      pattern.type === 'ObjectPattern' ||
      annotation?.type === 'TSTypeLiteral' ||
      /^(?:data|input|values|payload|params|body)$/i.test(pattern.name ?? '')
    )
      return { kind: 'object', ...(pattern.name !== undefined && { name: pattern.name }), ...(all.length > 1 && mayBeLeftOut) }
    return { kind: 'value', name: pattern.name ?? '', ...mayBeLeftOut }
  })
}
