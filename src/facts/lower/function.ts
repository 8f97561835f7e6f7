import type { Expr, Pattern, Step } from '../ir.js'
import { lowerExpression } from './expression.js'
import { hoisted } from './hoist.js'
import type { Lowering } from './lower.js'
import { lowerPattern } from './pattern.js'
import { lowerStatements } from './statement.js'

/** Lowers a function of any spelling and returns its index in `functions`. */
export function lowerFunction(node: any, into: Lowering, name = ''): number {
  const index = into.functions.length
  const body: Step[] = []
  const params: Pattern[] = []
  const types: (string | undefined)[] = []
  into.functions.push({
    name: node.id?.name ?? name,
    l: into.line(node.start),
    end: into.line(node.end),
    params,
    types,
    body,
    arrow: node.type === 'ArrowFunctionExpression',
    ...(node.async && { async: true }),
    directives:
      node.body?.type === 'BlockStatement' || node.body?.type === 'FunctionBody'
        ? directivesOf(node.body.body ?? node.body.statements ?? [])
        : [],
  })
  for (const item of node.params?.items ?? node.params ?? []) {
    // `function (this: Request, reply)`: only a type.
    if (item.type === 'Identifier' && item.name === 'this') continue
    const param = item.type === 'TSParameterProperty' ? item.parameter : item
    if (param.type === 'RestElement') params.push({ t: 'apat', p: [], rest: lowerPattern(param.argument, into), l: into.line(param.start) })
    else params.push(lowerPattern(param, into))
    types.push(typeName(param.typeAnnotation ?? param.left?.typeAnnotation))
  }
  if (node.body && node.body.type !== 'BlockStatement' && node.body.type !== 'FunctionBody') {
    const x: Expr = lowerExpression(node.body, into)
    body.push({ s: 'return', x, l: into.line(node.body.start) })
  } else body.push(...hoisted(lowerStatements(node.body?.body ?? [], into)))
  return index
}

/** `'use server'` and its like, at the top of a body. */
export function directivesOf(body: readonly any[]): string[] {
  const found: string[] = []
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || typeof statement.directive !== 'string') break
    found.push(statement.directive)
  }
  return found
}

/** `Item` of `: Item[]`, `: Array<Item>`. */
export function listName(annotation: any): string | undefined {
  const type = annotation?.typeAnnotation ?? annotation
  if (type?.type === 'TSArrayType') return typeName(type.elementType)
  return typeName(type) === 'Array' ? typeName((type.typeArguments ?? type.typeParameters)?.params?.[0]) : undefined
}

/** `PrismaService` of `: PrismaService`, `Request` of `: express.Request`. */
export function typeName(annotation: any): string | undefined {
  const type = annotation?.typeAnnotation ?? annotation
  if (type?.type !== 'TSTypeReference') return undefined
  return type.typeName?.name ?? type.typeName?.right?.name
}
