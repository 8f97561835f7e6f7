import type { Expr, ObjectPart } from '../ir.js'
import { lowerExpression } from './expression.js'
import type { Lowering } from './lower.js'

/** JSX keeps what can act or be shown: attributes and children. */
export function lowerJsx(node: any, into: Lowering): Expr {
  const children: Expr[] = []
  for (const child of node.children ?? []) {
    if (child.type === 'JSXExpressionContainer' && child.expression.type !== 'JSXEmptyExpression')
      children.push(lowerExpression(child.expression, into))
    else if (child.type === 'JSXElement' || child.type === 'JSXFragment') children.push(lowerJsx(child, into))
  }
  const opening = node.openingElement
  const name = opening ? elementName(opening.name) : ''
  return {
    t: 'jsx',
    n: name,
    p: (opening?.attributes ?? []).map((attribute: any) => part(attribute, into)),
    c: children,
    l: into.line(node.start),
  }
}

function part(attribute: any, into: Lowering): ObjectPart {
  const l = into.line(attribute.start)
  if (attribute.type === 'JSXSpreadAttribute') return [null, lowerExpression(attribute.argument, into), l]
  const name = attribute.name.name?.name ?? attribute.name.name ?? ''
  const value = attribute.value
  if (!value) return [name, { t: 'lit', v: true }, l]
  return [name, value.type === 'JSXExpressionContainer' ? lowerExpression(value.expression, into) : lowerExpression(value, into), l]
}

function elementName(node: any): string {
  return node.type === 'JSXMemberExpression' ? `${elementName(node.object)}.${node.property.name}` : (node.name?.name ?? node.name ?? '')
}
