import { nameOf, type Node } from '#source/tree'

/** The name under which a statement takes a part of what Supabase answers: `order` of `const { data: order } = await …`. */
export function takenAs(statement: Node, part: 'data' | 'error'): string | undefined {
  if (statement.type !== 'VariableDeclaration') return undefined
  const id = (statement.declarations as Node[])[0]!.id as Node
  const property = id.type === 'ObjectPattern' ? (id.properties as Node[]).find(one => nameOf(one) === part) : undefined
  return property && nameOf(property.value)
}
