import type { ClassMember, Expr, ParameterFact } from '../ir.js'
import { lowerExpression } from './expression.js'
import { listName, lowerFunction, typeName } from './function.js'
import type { Lowering } from './lower.js'

/** Lowers a class and returns its index in `classes`. */
export function lowerClass(node: any, into: Lowering): number {
  const members: ClassMember[] = []
  const index = into.classes.length
  const l = into.line(node.start)
  into.classes.push({ name: node.id?.name ?? '', l, parent: undefined, members, decorators: [] })
  for (const item of node.body.body) {
    const member = lowerMember(item, into)
    if (member) members.push(member)
  }
  into.classes[index] = {
    name: node.id?.name ?? '',
    l,
    parent: node.superClass ? lowerExpression(node.superClass, into) : undefined,
    members,
    decorators: decoratorsOf(node, into),
  }
  return index
}

function lowerMember(item: any, into: Lowering): ClassMember | undefined {
  const l = into.line(item.start)
  const name = item.key?.name ?? String(item.key?.value ?? '')
  const decorators = decoratorsOf(item, into)
  if (item.type === 'MethodDefinition' && item.value.body) {
    const value: Expr = { t: 'fn', i: lowerFunction(item.value, into, name) }
    const promoted = item.value.params
      .filter((param: any) => param.type === 'TSParameterProperty')
      .map((param: any) => (param.parameter.left ?? param.parameter).name)
    const parameters = item.kind === 'constructor' || decorators.length ? parametersOf(item.value, into) : []
    return {
      name,
      kind: item.kind,
      static: item.static,
      l,
      value,
      type: undefined,
      decorators,
      ...(promoted.length ? { promoted } : {}),
      ...(parameters.length ? { parameters } : {}),
    }
  }
  if (item.type === 'PropertyDefinition' || item.type === 'AccessorProperty') {
    const listed = listName(item.typeAnnotation)
    return {
      name,
      kind: 'field',
      static: item.static,
      l,
      value: item.value ? lowerExpression(item.value, into) : undefined,
      type: typeName(item.typeAnnotation),
      ...(listed !== undefined && { listOf: listed }),
      decorators,
    }
  }
  return undefined
}

function parametersOf(node: any, into: Lowering): ParameterFact[] {
  return node.params.map((item: any) => {
    const param = item.parameter ?? item
    return {
      type: typeName(param.typeAnnotation ?? param.left?.typeAnnotation),
      decorators: decoratorsOf(item.decorators?.length ? item : param, into),
    }
  })
}

function decoratorsOf(node: any, into: Lowering): Expr[] {
  return (node.decorators ?? []).map((decorator: any) => lowerExpression(decorator.expression, into))
}
