import type { Column, Table } from '#database/catalogue'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, lineOf, openCode, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { bindingsOf } from '../code/bindings.js'
import type { Edit } from '../fix.js'

/** The index in the schema that the app's own code declares. `undefined` where its shape is not one that is known. */
export function fieldEdits(table: Table, keys: readonly Column[], source: Source, isSearch: boolean): readonly Edit[] | undefined {
  if (table.kind === 'prisma') return inPrisma(table, keys, source, isSearch)
  if (isSearch) return undefined
  const code = openCode(source, table.at.file)
  if (!code) return undefined
  if (table.kind === 'drizzle') return inDrizzle(code, table, keys)
  if (table.kind === 'mongoose') return inMongoose(code, keys[0]!)
  return undefined
}

function inPrisma(table: Table, keys: readonly Column[], source: Source, isSearch: boolean): readonly Edit[] | undefined {
  const column = keys[0]!
  const file = source.file(table.at.file)
  if (!file) return undefined
  const text = file.text()
  const lines = text.split('\n')
  const first = lines.findLastIndex((line, index) => index < column.at.line && /^\s*model\s+\w+\s*\{/.test(line))
  const last = lines.findIndex((line, index) => index >= column.at.line && /^\s*\}/.test(line))
  if (first < 0 || last < 0) return undefined
  const attribute = lines.findLastIndex((line, index) => index < last && index > first && /^\s*@@/.test(line))
  const start = lines.slice(0, attribute >= 0 ? attribute : last).join('\n').length + 1
  const indent = /^\s*/.exec(lines[attribute >= 0 ? attribute : column.at.line - 1]!)![0]
  const field = isSearch ? `${column.field}(ops: raw("gin_trgm_ops"))], type: Gin` : `${keys.map(one => one.field).join(', ')}]`
  const blank = attribute >= 0 || lines[last - 1]!.trim() === '' ? '' : '\n'
  return [{ file: file.path, start, end: start, text: `${blank}${indent}@@index([${field})\n` }]
}

/** The third argument of `pgTable`: a function that gives a list, and gave an object before drizzle 0.36. */
function inDrizzle(code: Code, table: Table, keys: readonly Column[]): readonly Edit[] | undefined {
  const column = keys[0]!
  const call = findNodes(code, node => node.type === 'CallExpression' && /^(?:pg|mysql|sqlite)Table$/.test(nameOf(node.callee) ?? '')).find(
    node => lineOf(code, node.start) <= column.at.line && column.at.line <= lineOf(code, node.end),
  )
  const from = call && bindingsOf(code).get(nameOf(call.callee)!)?.from
  const imports = from && importEdits(code, [{ name: 'index', kind: 'named', from }])
  if (!call || !imports) return undefined
  const [, columns, extra] = call.arguments as Node[]
  const name = quoted(code.style, `${table.name}_${keys.map(one => one.name).join('_')}_idx`)
  const made = (param: string) => `index(${name}).on(${keys.map(one => `${param}.${one.field}`).join(', ')})`
  const indent = indentAt(code, call.start)
  if (!extra && columns) return [...imports, at(code, columns.end, `, (table) => [${made('table')}]`)]
  const param = nameOf((extra?.params as Node[] | undefined)?.[0])
  const body = bodyOf(extra)
  if (!param || !body) return undefined
  const parts = (body.elements ?? body.properties) as Node[]
  const entry =
    body.type === 'ObjectExpression'
      ? `${keys.map((one, n) => (n === 0 ? one.field : one.field.replace(/^./, letter => letter.toUpperCase()))).join('')}Idx: ${made(param)}`
      : made(param)
  const last = parts.at(-1)
  if (!last) return [...imports, at(code, body.start + 1, entry)]
  const isBroken = textOf(code, body).includes('\n')
  return [...imports, at(code, last.end, isBroken ? `,\n${indentAt(code, last.start) || indent}${entry}` : `, ${entry}`)]
}

function bodyOf(fn: Node | undefined): Node | undefined {
  let body = fn?.body as Node | undefined
  if (body?.type === 'ParenthesizedExpression') body = body.expression as Node
  return body?.type === 'ArrayExpression' || body?.type === 'ObjectExpression' ? body : undefined
}

const at = (code: Code, offset: number, text: string): Edit => ({ file: code.path, start: offset, end: offset, text })

function inMongoose(code: Code, column: Column): readonly Edit[] | undefined {
  const field = findNodes(
    code,
    node => node.type === 'Property' && nameOf(node) === column.field && lineOf(code, node.start) === column.at.line,
  )[0]
  const value = field?.value as Node | undefined
  if (!value) return undefined
  if (value.type === 'ObjectExpression') {
    const last = (value.properties as Node[]).at(-1)
    if (!last || !(value.properties as Node[]).some(one => nameOf(one) === 'type')) return undefined
    return [at(code, last.end, textOf(code, value).includes('\n') ? `,\n${indentAt(code, last.start)}index: true` : ', index: true')]
  }
  if (value.type !== 'Identifier' && value.type !== 'MemberExpression') return undefined
  return [{ file: code.path, start: value.start, end: value.end, text: `{ type: ${textOf(code, value)}, index: true }` }]
}
