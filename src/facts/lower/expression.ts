import type { Expr, ObjectPart } from '../ir.js'
import { lowerClass } from './class.js'
import { lowerFunction } from './function.js'
import { lowerJsx } from './jsx.js'
import type { Lowering } from './lower.js'
import { lowerPattern, propertyKey } from './pattern.js'

/** Lowers an expression; `name` names an anonymous function after what it is assigned to. */
export function lowerExpression(node: any, into: Lowering, name = ''): Expr {
  if (!node) return { t: 'unknown' }
  const l = into.line(node.start)
  const expr = (x: any): Expr => lowerExpression(x, into)
  switch (node.type) {
    case 'Literal':
      if (node.regex) return { t: 'rx', v: node.regex.pattern, flags: node.regex.flags, l }
      if (node.value === Infinity) return { t: 'id', n: 'Infinity', l }
      return { t: 'lit', v: typeof node.value === 'bigint' ? Number(node.value) : node.value }
    case 'Identifier':
      return node.name === 'undefined' ? { t: 'lit', v: undefined } : { t: 'id', n: node.name, l }
    case 'ThisExpression':
      return { t: 'this' }
    case 'MetaProperty':
      return node.meta.name === 'import' ? { t: 'id', n: 'import.meta', l } : { t: 'unknown' }
    case 'Super':
      return { t: 'id', n: 'super', l }
    case 'TemplateLiteral':
      return { t: 'tpl', ...template(node, into), l }
    case 'TaggedTemplateExpression':
      return { t: 'tag', f: expr(node.tag), ...template(node.quasi, into), l }
    case 'MemberExpression':
      return member(node, into)
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return lowerExpression(node.expression, into, name)
    case 'AwaitExpression': {
      const x = expr(node.argument)
      return x.t === 'call' ? { ...x, awaited: true } : x
    }
    case 'YieldExpression':
      return expr(node.argument)
    case 'CallExpression':
    case 'NewExpression':
      return call(node, into, l)
    case 'ImportExpression':
      return { t: 'import', x: expr(node.source), l }
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { t: 'fn', i: lowerFunction(node, into, name) }
    case 'ClassExpression':
      return { t: 'cls', i: lowerClass(node, into) }
    case 'ObjectExpression':
      return { t: 'obj', p: node.properties.map((property: any): ObjectPart => objectPart(property, into)), l }
    case 'ArrayExpression':
      return { t: 'arr', x: node.elements.filter(Boolean).map(expr), l }
    case 'SpreadElement':
      return { t: 'spread', x: expr(node.argument) }
    case 'BinaryExpression':
      return { t: 'op', o: node.operator, x: [expr(node.left), expr(node.right)], l }
    case 'LogicalExpression':
      return { t: 'op', o: node.operator, x: [expr(node.left), expr(node.right)], l }
    case 'UnaryExpression':
      return { t: 'op', o: node.operator === '!' ? '!' : `${node.operator} `, x: [expr(node.argument)], l }
    case 'UpdateExpression':
      return { t: 'op', o: node.operator, x: [expr(node.argument)], l }
    case 'ConditionalExpression':
      return { t: 'op', o: '?:', x: [expr(node.test), expr(node.consequent), expr(node.alternate)], l }
    case 'AssignmentExpression':
      return {
        t: 'set',
        to: lowerPattern(node.left, into),
        x: lowerExpression(node.right, into, node.left.name ?? node.left.property?.name ?? ''),
        o: node.operator,
        l,
      }
    case 'SequenceExpression':
      return { t: 'op', o: ',', x: node.expressions.map(expr), l }
    case 'JSXElement':
    case 'JSXFragment':
      return lowerJsx(node, into)
    default:
      return { t: 'unknown' }
  }
}

function call(node: any, into: Lowering, l: number): Expr {
  const callee = lowerExpression(node.callee, into)
  // The line of a chained call is that of the method's name: `.eq(` and not where the chain begins.
  const line = callee.t === 'get' ? callee.l : l
  const base = { t: 'call' as const, f: callee, a: node.arguments.map((argument: any) => lowerExpression(argument, into)), l: line }
  return node.type === 'NewExpression' ? { ...base, new: true } : base
}

function member(node: any, into: Lowering): Expr {
  const o = lowerExpression(node.object, into)
  const got: Expr = { t: 'get', o, p: memberKey(node, into), l: into.line(node.property.start) }
  // `a?.b.c` is nothing as a whole where there is no `a`; `(a?.b).c` fails there.
  const goesOn = node.object.type !== 'ChainExpression' && node.object.type !== 'ParenthesizedExpression' && isOptional(o)
  return node.optional || goesOn ? { ...got, optional: true } : got
}

const isOptional = (e: Expr): boolean => (e.t === 'get' ? e.optional === true : e.t === 'call' && isOptional(e.f))

function memberKey(node: any, into: Lowering): string | Expr {
  if (!node.computed) return node.property.name
  return node.property.type === 'Literal' ? String(node.property.value) : lowerExpression(node.property, into)
}

function template(node: any, into: Lowering): { q: string[]; x: Expr[] } {
  return {
    q: node.quasis.map((quasi: any) => quasi.value.cooked ?? quasi.value.raw),
    x: node.expressions.map((x: any) => lowerExpression(x, into)),
  }
}

function objectPart(property: any, into: Lowering): ObjectPart {
  const l = into.line(property.start)
  if (property.type === 'SpreadElement') return [null, lowerExpression(property.argument, into), l]
  const key = propertyKey(property, into)
  return [key, lowerExpression(property.value, into, typeof key === 'string' ? key : ''), l]
}
