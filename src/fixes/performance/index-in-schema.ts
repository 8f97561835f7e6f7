import type { Column, Table } from '#database/catalogue'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, lineOf, openCode, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { bindingsOf } from '../code/bindings.js'
import type { Edit } from '../fix.js'
import { entryInto, propertyOf } from '../idiom/query.js'

/** The index in the schema that the app's own code declares. `undefined` where its shape is not one that is known. */
export function fieldEdits(table: Table, keys: readonly Column[], source: Source, isSearch: boolean): readonly Edit[] | undefined {
  if (table.kind === 'prisma') return inPrisma(table, keys, source, isSearch)
  if (isSearch) return undefined
  const code = openCode(source, table.at.file)
  if (!code) return undefined
  if (table.kind === 'drizzle') return inDrizzle(code, table, keys)
  if (table.kind === 'mongoose') return inMongoose(code, keys[0]!)
  if (table.kind === 'typeorm') return inTypeorm(keys[0]!, source)
  if (table.kind === 'sequelize') return inSequelize(code, keys[0]!, source)
  return undefined
}

/** `@Index()` on the field. https://typeorm.io/docs/advanced-topics/indices */
function inTypeorm(column: Column, source: Source): readonly Edit[] | undefined {
  // Without it the index would be in the code alone: its migrations are generated from there.
  if (!source.files.some(file => file.kind === 'code' && /\bsynchronize\s*:\s*true\b/.test(file.text()))) return undefined
  const code = openCode(source, column.at.file)
  const field = code
    ? findNodes(
        code,
        node =>
          node.type === 'PropertyDefinition' && lineOf(code, firstOf(node)) <= column.at.line && column.at.line <= lineOf(code, node.end),
      )[0]
    : undefined
  const [first] = (field?.decorators as Node[] | undefined) ?? []
  const imports = code && importEdits(code, [{ name: 'Index', kind: 'named', from: 'typeorm' }])
  if (!first || !imports) return undefined
  return [...imports, at(code, first.start, `@Index()\n${indentAt(code, first.start)}`)]
}

const firstOf = (field: Node): number => Math.min(field.start, ...((field.decorators as Node[] | undefined) ?? []).map(one => one.start))

/** `sequelize.define('order', { … }, { indexes: [{ fields: ['status'] }] })`, where the app makes its tables by itself. */
function inSequelize(code: Code, column: Column, source: Source): readonly Edit[] | undefined {
  const syncs = source.files.some(file => file.kind === 'code' && /\.sync\(/.test(file.text()))
  const define = findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'define').find(
    node => lineOf(code, node.start) <= column.at.line && column.at.line <= lineOf(code, node.end),
  )
  const [, columns, options] = (define?.arguments as Node[] | undefined) ?? []
  const field = propertyOf(columns, column.field)
  // MySQL asks how much of a long text an index is of; and what is called otherwise in the table is named otherwise here.
  if (!syncs || !columns || !field || column.name !== column.field || /text|blob|json/i.test(column.type)) return undefined
  const entry = `{ fields: [${quoted(code.style, column.name)}] }`
  if (!options) return [at(code, columns.end, `, { indexes: [${entry}] }`)]
  const listed = propertyOf(options, 'indexes')?.value as Node | undefined
  if (options.type !== 'ObjectExpression') return undefined
  if (!listed) return [entryInto(code, options, `indexes: [${entry}]`)]
  const last = listed.type === 'ArrayExpression' ? (listed.elements as Node[]).at(-1) : undefined
  return last && [at(code, last.end, textOf(code, listed).includes('\n') ? `,\n${indentAt(code, last.start)}${entry}` : `, ${entry}`)]
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
