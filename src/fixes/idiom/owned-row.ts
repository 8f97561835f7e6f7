import type { Column, Table } from '#database/catalogue'
import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, indentAt, isFunction, openCode, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import { camel, declaredIn, singular } from '../code/names.js'
import type { Edit } from '../fix.js'
import { wantedFor } from './apply-guard.js'
import { fileOf } from './function-behind.js'
import { refusal } from './refusal.js'
import { isNot } from './staff.js'

/** Whose row it has to be, and how the code says who is calling. */
export interface RowOwner {
  readonly table: Table
  readonly column: Column
  readonly caller: string
  /** How the request names the row: `params.id`. */
  readonly asked: string
  /** Whoever passes this test may as well: staff. */
  readonly exempt?: string
}

/** Express: the row is read first, by the function that the app has for that, and is the caller's or is not found. */
export function ownedFirst(handler: Handler, queries: Code, owner: RowOwner, source: Source): readonly Edit[] | undefined {
  const { code, fn, route } = handler
  const opening = fn && openingOf(code, fn)
  const [first] = opening?.statements ?? []
  const [request, response] = ((fn?.params as Node[] | undefined) ?? []).map(one => nameOf(one))
  if (!fn || !first || !request || !response || route.framework !== 'express' || fn.async !== true) return undefined
  const reader = readerOf(queries, owner.table)
  const object = reader && objectOf(queries, code, source)
  if (!reader || !object) return undefined
  const wanted = wantedFor([object.name], object.code, code)
  const imports = object.code === code ? [] : wanted && importEdits(code, wanted)
  const name = [camel(singular(owner.table.name)), 'owned'].find(one => !declaredIn([fn]).has(one))
  if (!imports || !name) return undefined
  const { semi, indent } = code.style
  const margin = indentAt(code, first.start)
  const isDocument = /objectid/i.test(owner.column.type)
  const compared = isDocument
    ? `String(${name}.${owner.column.field}) !== String(${owner.caller})`
    : `${name}.${owner.column.field} !== ${owner.caller}`
  const test = owner.exempt ? `!${name} || (${compared} && ${isNot(owner.exempt)})` : `!${name} || ${compared}`
  const lines = [
    `const ${name} = await ${object.name}.${reader}(${request}.${owner.asked})${semi}`,
    `if (${test}) {`,
    `${indent}return ${refusal(code, fn, response, 404, 'Not found', source)}${semi}`,
    '}',
  ]
  return [...imports, { file: code.path, start: first.start, end: first.start, text: lines.map(line => `${line}\n${margin}`).join('') }]
}

/** A function of the file that reads one whole row of the table by its id, and nothing else. */
function readerOf(code: Code, table: Table): string | undefined {
  for (const fn of findNodes(code, node => isFunction(node) && (node.params as Node[]).length === 1)) {
    const name = nameOf(fn.id) ?? nameOf(code.parents.get(fn)?.id) ?? nameOf(code.parents.get(fn)?.key)
    const [parameter] = fn.params as Node[]
    if (!name || parameter?.type !== 'Identifier' || !/^(?:get|find|load|fetch|read)/i.test(name)) continue
    const statements = findNodes(code, node => typeof literalOf(node) === 'string' && /\bselect\b/i.test(String(literalOf(node))), fn)
    const text = statements.length === 1 ? String(literalOf(statements[0])) : ''
    const from = new RegExp(
      `\\bselect\\s+(?:\\w+\\.)?\\*[^;]*\\bfrom\\s+"?${table.name}"?\\b[^;]*\\bwhere\\s+(?:\\w+\\.)?id\\s*=\\s*(?:\\$1|\\?)\\s*$`,
      'i',
    )
    if (from.test(text)) return name
    const byId = findNodes(code, node => node.type === 'CallExpression' && /^findBy(?:Id|Pk)$/.test(nameOf(node.callee) ?? ''), fn)[0]
    if (byId && textOf(code, (byId.arguments as Node[])[0] ?? byId) === parameter.name && !/\.select\(/.test(textOf(code, fn))) return name
  }
  return undefined
}

/** `projectModel`, in the file itself or in another that takes it whole from there. */
function objectOf(queries: Code, code: Code, source: Source): { readonly name: string; readonly code: Code } | undefined {
  const others = source.files.flatMap(file => (file.kind === 'code' && file.path !== code.path ? (openCode(source, file.path) ?? []) : []))
  for (const where of [code, ...others])
    for (const binding of bindingsOf(where).values())
      if (
        binding.kind !== 'named' &&
        binding.kind !== 'local' &&
        fileOf(source, where, binding.from) === queries &&
        isObject(where, binding.name)
      )
        return { name: binding.name, code: where }
  return undefined
}

/** What is taken is used as an object of functions. */
const isObject = (code: Code, name: string): boolean =>
  findNodes(code, node => node.type === 'MemberExpression' && dotted(node.object) === name).length > 0
