import type { Program, Statement } from 'oxc-parser'
import type { Step } from '../ir.js'
import { lowerExpression } from './expression.js'
import { directivesOf, lowerFunction } from './function.js'
import { lowerClass } from './class.js'
import { hoisted } from './hoist.js'
import type { Lowering } from './lower.js'
import { lowerStatement, lowerStatements } from './statement.js'

/** Lowers a whole program into function 0 and returns its directives. */
export function lowerModule(program: Program, into: Lowering): string[] {
  const body: Step[] = []
  into.functions.push({ name: '', l: 1, end: 1, params: [], types: [], body, arrow: false, directives: [] })
  const steps = program.body.flatMap(statement => lowerTopLevel(statement as Statement, into))
  body.push(...hoisted(steps))
  return directivesOf(program.body)
}

function lowerTopLevel(node: Statement, into: Lowering): Step[] {
  const l = into.line(node.start)
  switch (node.type) {
    case 'ImportDeclaration':
      for (const specifier of node.specifiers) {
        const type = node.importKind === 'type' || (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
        const name =
          specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*'
        into.imports.push({ local: specifier.local.name, name, from: node.source.value, l, ...(type ? { type: true as const } : {}) })
      }
      if (!node.specifiers.length) into.imports.push({ local: '', name: '', from: node.source.value, l })
      return []
    case 'ExportAllDeclaration':
      into.exports.push({ name: node.exported ? nameOf(node.exported) : '*', from: node.source.value, imported: '*', l })
      return []
    case 'ExportNamedDeclaration':
      if (node.exportKind === 'type') return []
      for (const specifier of node.specifiers) {
        const [name, local] = [nameOf(specifier.exported), nameOf(specifier.local)]
        into.exports.push(node.source ? { name, from: node.source.value, imported: local, l } : { name, local, l })
      }
      if (!node.declaration) return []
      for (const name of declaredNames(node.declaration)) into.exports.push({ name, local: name, l: into.line(node.declaration.start) })
      return lowerStatement(node.declaration as Statement, into)
    case 'ExportDefaultDeclaration': {
      const value = node.declaration
      into.exports.push({ name: 'default', local: '*default*', l })
      if (value.type === 'FunctionDeclaration') {
        const i = lowerFunction(value, into, value.id?.name ?? 'default')
        return [{ s: 'fn', n: '*default*', i }, ...(value.id ? [{ s: 'fn', n: value.id.name, i } as const] : [])]
      }
      if (value.type === 'ClassDeclaration') {
        const i = lowerClass(value, into)
        const x = { t: 'cls', i } as const
        return [value.id?.name ?? '', '*default*'].filter(Boolean).map(n => ({ s: 'let', p: { t: 'id', n, l }, x, l }))
      }
      if (value.type === 'TSInterfaceDeclaration') return []
      return [{ s: 'let', p: { t: 'id', n: '*default*', l }, x: lowerExpression(value, into), l }]
    }
    case 'TSExportAssignment':
      return [
        {
          s: 'expr',
          l,
          x: {
            t: 'set',
            o: '=',
            to: { t: 'member', x: { t: 'get', o: { t: 'id', n: 'module', l }, p: 'exports', l } },
            x: lowerExpression(node.expression, into),
            l,
          },
        },
      ]
    default:
      return lowerStatements([node], into)
  }
}

function nameOf(node: { type: string; name?: string; value?: string }): string {
  return node.name ?? node.value ?? ''
}

function declaredNames(node: any): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap((declaration: any) => patternNames(declaration.id))
  return node.id?.name && !/^TS(Interface|TypeAlias|Module)/.test(node.type) ? [node.id.name] : []
}

function patternNames(node: any): string[] {
  switch (node?.type) {
    case 'Identifier':
      return [node.name]
    case 'ObjectPattern':
      return node.properties.flatMap((property: any) => patternNames(property.value ?? property.argument))
    case 'ArrayPattern':
      return node.elements.flatMap(patternNames)
    case 'AssignmentPattern':
      return patternNames(node.left)
    case 'RestElement':
      return patternNames(node.argument)
    default:
      return []
  }
}
