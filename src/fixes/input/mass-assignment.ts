import { isShopTable } from '#model/read/rows'
import { dotted, nameOf, type Node } from '#source/tree'
import type { Source } from '#source/source'
import { type Code, findNodes, functionAround, indentAt, openCode, statementAround, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { changedOnlyHere, isMeant } from './meant-columns.js'
import { bySifting } from './sifted-fields.js'
import { isReckoned, isSettled, KEPT } from './own-columns.js'
import { type WholeWrite, wholeWriteAt } from './whole-write.js'

export default defineFix({
  id: 'input/mass-assignment',
  for: ['input/mass-assignment'],
  title: 'Writes the fields that are meant, and no others',
  *patches({ finding, problem, model, source }) {
    const code = openCode(source, finding.at.file)
    const query = code && wholeWriteAt(code, finding.at.line)
    if (!code || !query) return
    const table = model.tables.find(one => one.name === finding.table)
    const told = ((problem.data?.columns as readonly string[] | undefined) ?? []).map(column => column.split('.')[0]!)
    const meant = [...new Set(told)].filter(
      column =>
        (!KEPT.test(column) && !isReckoned(table, column) && !(table && isSettled(table, column))) ||
        isMeant(code, query, column, table) ||
        isAddressed(finding.route, column),
    )
    const shops = changedOnlyHere(code, query, finding, meant, model)
    // What the shop sells is edited with its price; the state of an order needs a guard, and no list of fields.
    if (shops.length > 0 && !isShopTable(finding.table ?? '')) return
    const columns = [...meant, ...shops]
    const words = {
      title: `Write only the meant fields of ${finding.table ?? 'the row'}`,
      says: 'A field that the form does not have is not written, whatever the request says.',
      files: [],
    }
    const shown = answered(code, query, columns)
    for (const edits of [
      byParsed(code, query),
      strictSchema(code, query, source),
      inlineSchema(code, query, shown, source),
      byName(code, query, shown, source),
      bySifting(code, query, shown),
    ])
      if (edits) yield { ...words, edits }
  },
})

/** `PUT /brands/:id/active` is there to change `isActive`: who may call it is another question. */
const isAddressed = (route: string | undefined, column: string): boolean =>
  route?.toLowerCase().split('/').includes(column.replace(/^is_?/i, '').toLowerCase()) ?? false

/** A schema has looked at it already, and what it gave back was left lying. */
function byParsed(code: Code, { call, name, node, spread }: WholeWrite): readonly Edit[] | undefined {
  const fn = functionAround(code, call)
  const parsed =
    fn &&
    findNodes(
      code,
      one => one.type === 'VariableDeclarator' && new RegExp(`\\.(?:safeParse|parse)\\(\\s*${name}\\s*\\)`).test(textOf(code, one)),
      fn,
    )[0]
  const result = parsed && nameOf(parsed.id)
  const target = spread ? (spread.argument as Node) : node
  if (!parsed || !result) return undefined
  return [
    { file: code.path, start: target.start, end: target.end, text: /safeParse/.test(textOf(code, parsed)) ? `${result}.data` : result },
  ]
}

/** The schema lets unknown fields through. */
function strictSchema(code: Code, { call, name }: WholeWrite, source: Source): readonly Edit[] | undefined {
  const fn = functionAround(code, call)
  const from =
    fn && findNodes(code, one => one.type === 'VariableDeclarator' && new RegExp(`\\b${name}\\b`).test(textOf(code, one.id as Node)), fn)[0]
  const schemas = from
    ? findNodes(code, one => one.type === 'Identifier' && /schema|input|body|form/i.test(one.name as string), from.init as Node).map(
        one => one.name as string,
      )
    : []
  for (const file of source.files) {
    if (file.kind !== 'code' || !/\.(?:loose|passthrough)\(\)/.test(file.text())) continue
    const other = openCode(source, file.path)
    const declared = other && findNodes(other, one => one.type === 'VariableDeclarator' && schemas.includes(nameOf(one.id) ?? ''))[0]
    const loose =
      declared &&
      findNodes(other, one => one.type === 'CallExpression' && /^(?:loose|passthrough)$/.test(nameOf(one.callee) ?? ''), declared)[0]
    if (other && loose) return [{ file: other.path, start: ((loose.callee as Node).object as Node).end, end: loose.end, text: '' }]
  }
  return undefined
}

/** The fields by name: the columns of the table that users fill in themselves. */
function byName(
  code: Code,
  { call, node, spread, name }: WholeWrite,
  columns: readonly string[],
  source: Source,
): readonly Edit[] | undefined {
  const taken = spread ? (node.properties as Node[]).flatMap(one => nameOf(one) ?? []) : []
  const free = columns.filter(column => !taken.includes(column))
  if (free.length === 0 || free.length > 12 || clearsWhatIsLeftOut(call, source)) return undefined
  const fields = free.map(column => `${column}: ${settled(code, call, `${name}.${column}`) ?? `${name}.${column}`}`)
  const target = spread ?? node
  const length = code.text.slice(code.text.lastIndexOf('\n', target.start) + 1, code.text.indexOf('\n', target.end)).length
  if (spread && !textOf(code, node).includes('\n') && length + fields.join(', ').length > 100) {
    const margin = indentAt(code, node.start)
    const rest = (node.properties as Node[]).flatMap(one => (one === spread ? fields : [textOf(code, one)]))
    return [
      {
        file: code.path,
        start: node.start,
        end: node.end,
        text: `{\n${rest.map(one => `${margin}${code.style.indent}${one},\n`).join('')}${margin}}`,
      },
    ]
  }
  const line = code.text.slice(code.text.lastIndexOf('\n', target.start) + 1, target.start)
  const margin = indentAt(code, target.start)
  const flat = `{ ${fields.join(', ')} }`
  const listed = length + flat.length <= 110 ? flat : `{\n${fields.map(one => `${margin}${code.style.indent}${one},\n`).join('')}${margin}}`
  const text = spread ? fields.join(line.trim() === '' ? `,\n${line}` : ', ') : listed
  const parent = code.parents.get(node)
  const shorthand = !spread && parent?.type === 'Property' && parent.shorthand === true
  const at = shorthand ? parent : target
  return [{ file: code.path, start: at.start, end: at.end, text: shorthand ? `${nameOf(parent)}: ${text}` : text }]
}

/** `req.body.password = hashed` above: what is written is that. */
function settled(code: Code, call: Node, target: string): string | undefined {
  const fn = functionAround(code, call)
  const set = fn && findNodes(code, node => node.type === 'AssignmentExpression' && dotted(node.left) === target, fn)
  return set?.length === 1 && set[0]!.end < call.start ? dotted(set[0]!.right) : undefined
}

/** An update for which a field that was not sent is one to be emptied. https://mongoosejs.com/docs/migrating_to_6.html#omitundefined */
function clearsWhatIsLeftOut({ callee }: Node, source: Source): boolean {
  if (dotted(callee) === 'Object.assign') return true
  return /update|set$/i.test(nameOf(callee) ?? '') && source.packages.some(one => /^\D?[1-5]\./.test(one.dependencies['mongoose'] ?? ''))
}

/** Where the handler answers with some of the columns by name, they are those that its form has. */
function answered(code: Code, { call }: WholeWrite, columns: readonly string[]): readonly string[] {
  const fn = functionAround(code, call)
  const text = fn ? textOf(code, fn) : ''
  const named = columns.filter(column => new RegExp(`\\b${column}: \\w+\\.${column}\\b`).test(text))
  return named.length > 0 ? named : columns
}

/** `z.object({ … }).parse(req.body)`, as other handlers of the file do it. */
function inlineSchema(
  code: Code,
  { node, spread, name }: WholeWrite,
  columns: readonly string[],
  source: Source,
): readonly Edit[] | undefined {
  const isIdiom = /z\s*\.object\(\{[^;]*\.parse\(req\.body\)/.test(code.text)
  if (!/^(?:req|request)\.body$/.test(name) || !isIdiom || columns.length === 0 || columns.length > 12) return undefined
  if (!source.packages.some(one => 'zod' in one.dependencies)) return undefined
  const fields = columns.map(column => `${column}: z.string().max(500).optional()`)
  const statement = statementAround(code, node)
  const fn = functionAround(code, node)
  if (!statement || !fn || declaredIn([fn]).has('data')) return undefined
  const margin = indentAt(code, statement.start)
  const flat = `{ ${fields.join(', ')} }`
  const shape = flat.length <= 70 ? flat : `{\n${fields.map(one => `${margin}${code.style.indent}${one},\n`).join('')}${margin}}`
  const target = spread ? (spread.argument as Node) : node
  return [
    {
      file: code.path,
      start: statement.start,
      end: statement.start,
      text: `const data = z.object(${shape}).parse(${name})${code.style.semi}\n${margin}`,
    },
    { file: code.path, start: target.start, end: target.end, text: 'data' },
  ]
}
