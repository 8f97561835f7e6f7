import { literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, isFunction } from '../code/code.js'

/** What the code itself says that a name holds: by an annotation, or by what it starts as. `undefined`: nothing. */
export function knownType(code: Code, at: Node, name: string): 'string' | 'number' | 'boolean' | undefined {
  for (const fn of [...above(code, at)].filter(isFunction))
    for (const param of fn.params as Node[]) {
      const known = ofParameter(param, name)
      if (known) return known
    }
  for (const one of findNodes(code, node => node.type === 'VariableDeclarator')) {
    const id = one.id as Node
    const init = one.init as Node | null
    if (!init) continue
    if (nameOf(id) === name && id.type === 'Identifier') return annotated(id) ?? typeOf(init)
    const first = id.type === 'ArrayPattern' ? (id.elements as (Node | null)[])[0] : undefined
    if (first && nameOf(first) === name && init.type === 'CallExpression' && nameOf(init.callee) === 'useState')
      return typeOf((init.arguments as Node[])[0])
  }
  return undefined
}

function ofParameter(param: Node, name: string): ReturnType<typeof knownType> {
  if (param.type === 'Identifier') return nameOf(param) === name ? annotated(param) : undefined
  if (param.type !== 'ObjectPattern') return undefined
  const isTaken = (param.properties as Node[]).some(one => nameOf(one) === name && nameOf(one.value) === name)
  const literal = (param.typeAnnotation as Node | null | undefined)?.typeAnnotation as Node | undefined
  const member =
    isTaken && literal?.type === 'TSTypeLiteral' ? (literal.members as Node[]).find(one => nameOf(one.key) === name) : undefined
  return member && keyword((member.typeAnnotation as Node | null)?.typeAnnotation as Node | undefined)
}

const annotated = (node: Node): ReturnType<typeof knownType> =>
  keyword((node.typeAnnotation as Node | null | undefined)?.typeAnnotation as Node | undefined)

function keyword(type: Node | undefined): ReturnType<typeof knownType> {
  if (type?.type === 'TSStringKeyword') return 'string'
  if (type?.type === 'TSNumberKeyword') return 'number'
  return type?.type === 'TSBooleanKeyword' ? 'boolean' : undefined
}

function typeOf(init: Node | undefined): ReturnType<typeof knownType> {
  if (init?.type === 'TemplateLiteral') return 'string'
  const value = literalOf(init)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? (typeof value as 'string' | 'number' | 'boolean')
    : undefined
}
