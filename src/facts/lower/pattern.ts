import type { Expr, Pattern } from '../ir.js'
import { lowerExpression } from './expression.js'
import type { Lowering } from './lower.js'

/** Lowers what a value is bound or assigned to. */
export function lowerPattern(node: any, into: Lowering): Pattern {
  const l = into.line(node.start)
  switch (node.type) {
    case 'Identifier':
      return { t: 'id', n: node.name, l }
    case 'AssignmentPattern':
      return { t: 'default', p: lowerPattern(node.left, into), x: lowerExpression(node.right, into) }
    case 'ObjectPattern': {
      const parts: (readonly [string | Expr, Pattern])[] = []
      let rest: Pattern | undefined
      for (const property of node.properties) {
        if (property.type === 'RestElement') rest = lowerPattern(property.argument, into)
        else parts.push([propertyKey(property, into), lowerPattern(property.value, into)])
      }
      return { t: 'opat', p: parts, l, ...(rest ? { rest } : {}) }
    }
    case 'ArrayPattern': {
      const last = node.elements.at(-1)
      const rest = last?.type === 'RestElement' ? lowerPattern(last.argument, into) : undefined
      const items = (rest ? node.elements.slice(0, -1) : node.elements).map((item: any) => (item ? lowerPattern(item, into) : null))
      return { t: 'apat', p: items, l, ...(rest ? { rest } : {}) }
    }
    case 'MemberExpression': {
      const x = lowerExpression(node, into)
      return x.t === 'get' ? { t: 'member', x } : { t: 'none' }
    }
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return lowerPattern(node.expression, into)
    default:
      return { t: 'none' }
  }
}

/** A property's name where it is written, else the expression that computes it. */
export function propertyKey(property: any, into: Lowering): string | Expr {
  const key = property.key
  if (!property.computed) return key.name ?? String(key.value ?? '')
  return key.type === 'Literal' ? String(key.value) : lowerExpression(key, into)
}
