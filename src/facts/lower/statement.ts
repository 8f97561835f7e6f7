import type { Expr, Pattern, Step } from '../ir.js'
import { lowerClass } from './class.js'
import { lowerExpression } from './expression.js'
import { lowerFunction } from './function.js'
import { VARS } from './hoist.js'
import type { Lowering } from './lower.js'
import { lowerPattern } from './pattern.js'

/** Lowers a block; function declarations come first, as they are hoisted. */
export function lowerStatements(nodes: readonly any[], into: Lowering): Step[] {
  const hoisted: Step[] = []
  const steps: Step[] = []
  for (const node of nodes) for (const step of lowerStatement(node, into)) (step.s === 'fn' ? hoisted : steps).push(step)
  return [...hoisted, ...steps]
}

export function lowerStatement(node: any, into: Lowering): Step[] {
  if (!node) return []
  const l = into.line(node.start)
  const expr = (x: any): Expr => lowerExpression(x, into)
  const body = (x: any): Step[] => (x ? (x.type === 'BlockStatement' ? lowerStatements(x.body, into) : lowerStatement(x, into)) : [])
  switch (node.type) {
    case 'ExpressionStatement':
      return typeof node.directive === 'string' ? [] : [{ s: 'expr', x: expr(node.expression), l }]
    case 'VariableDeclaration':
      return node.declarations.map((item: any): Step => {
        const name = item.id.name ?? ''
        const step: Step = {
          s: 'let',
          p: lowerPattern(item.id, into),
          x: item.init ? lowerExpression(item.init, into, name) : undefined,
          l: into.line(item.start),
        }
        if (node.kind === 'var') VARS.add(step)
        return step
      })
    case 'FunctionDeclaration':
      return node.body ? [{ s: 'fn', n: node.id?.name ?? '', i: lowerFunction(node, into) }] : []
    case 'ClassDeclaration':
      return [{ s: 'let', p: { t: 'id', n: node.id?.name ?? '', l }, x: { t: 'cls', i: lowerClass(node, into) }, l }]
    case 'TSEnumDeclaration':
      return [{ s: 'let', p: { t: 'id', n: node.id.name, l }, x: enumObject(node, into), l }]
    case 'IfStatement':
      return [{ s: 'if', c: expr(node.test), a: body(node.consequent), b: body(node.alternate), l }]
    case 'ForOfStatement':
    case 'ForInStatement':
      return [
        {
          s: 'loop',
          p: loopPattern(node.left, into),
          over: node.type === 'ForInStatement' ? { t: 'op', o: 'keys', x: [expr(node.right)], l } : expr(node.right),
          c: undefined,
          body: body(node.body),
          l,
        },
      ]
    case 'ForStatement': {
      const init = node.init
        ? node.init.type === 'VariableDeclaration'
          ? lowerStatement(node.init, into)
          : [{ s: 'expr', x: expr(node.init), l } as Step]
        : []
      return [...init, { s: 'loop', p: undefined, over: undefined, c: node.test ? expr(node.test) : undefined, body: body(node.body), l }]
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
      return [{ s: 'loop', p: undefined, over: undefined, c: expr(node.test), body: body(node.body), l }]
    case 'TryStatement':
      return [
        {
          s: 'try',
          body: body(node.block),
          p: node.handler?.param ? lowerPattern(node.handler.param, into) : undefined,
          c: node.handler ? body(node.handler.body) : undefined,
          f: body(node.finalizer),
          l,
          cl: node.handler ? into.line(node.handler.start) : l,
        },
      ]
    case 'SwitchStatement':
      return switchSteps(node, into)
    case 'ReturnStatement':
      return [{ s: 'return', x: node.argument ? expr(node.argument) : undefined, l }]
    case 'ThrowStatement':
      return [{ s: 'throw', x: expr(node.argument), l }]
    case 'BreakStatement':
    case 'ContinueStatement':
      return [{ s: 'break', l }]
    case 'BlockStatement':
      return [{ s: 'block', body: lowerStatements(node.body, into) }]
    case 'LabeledStatement':
      return lowerStatement(node.body, into)
    case 'ExportNamedDeclaration':
      return node.declaration ? lowerStatement(node.declaration, into) : []
    case 'TSModuleDeclaration':
      return []
    default:
      return []
  }
}

/** A switch is a chain of `if`s on equality; a case that falls through shares the next one's body. */
function switchSteps(node: any, into: Lowering): Step[] {
  const l = into.line(node.start)
  const subject = lowerExpression(node.discriminant, into)
  let chain: Step[] = []
  let bodies: { tests: Expr[]; isDefault: boolean; body: Step[]; l: number }[] = []
  let pending: Expr[] = []
  let pendingDefault = false
  for (const item of node.cases) {
    if (item.test) pending.push({ t: 'op', o: '===', x: [subject, lowerExpression(item.test, into)], l: into.line(item.start) })
    else pendingDefault = true
    if (!item.consequent.length) continue
    bodies = [
      ...bodies,
      { tests: pending, isDefault: pendingDefault, body: stripBreak(lowerStatements(item.consequent, into)), l: into.line(item.start) },
    ]
    pending = []
    pendingDefault = false
  }
  for (const item of bodies.toReversed()) {
    if (item.isDefault) chain = [...item.body]
    else
      chain = [
        {
          s: 'if',
          c: item.tests.length === 1 ? item.tests[0]! : { t: 'op', o: '||', x: item.tests, l: item.l },
          a: item.body,
          b: chain,
          l: item.l,
        },
      ]
  }
  return chain.length ? chain : [{ s: 'expr', x: subject, l }]
}

function stripBreak(steps: Step[]): Step[] {
  const inner = steps.length === 1 && steps[0]!.s === 'block' ? [...steps[0]!.body] : steps
  return inner.at(-1)?.s === 'break' ? inner.slice(0, -1) : inner
}

function loopPattern(node: any, into: Lowering): Pattern {
  return node.type === 'VariableDeclaration' ? lowerPattern(node.declarations[0].id, into) : lowerPattern(node, into)
}

function enumObject(node: any, into: Lowering): Expr {
  const l = into.line(node.start)
  const members = node.body?.members ?? node.members ?? []
  return {
    t: 'obj',
    p: members.map((item: any, index: number) => [
      item.id.name ?? item.id.value,
      item.initializer ? lowerExpression(item.initializer, into) : { t: 'lit', v: index },
      into.line(item.start),
    ]),
    l,
  }
}
