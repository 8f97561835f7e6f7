import { nameOf as routeName } from '#model/read/route'
import { literalOf, nameOf, type Node } from '#source/tree'
import { type Code, openCode, textOf } from '../code/code.js'
import { bindingsOf } from '../code/bindings.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { callerIn } from '../idiom/caller.js'
import { callNamed, chained, chainOf, entryInto, holds, inChain, openHandler, propertyOf } from '../idiom/query.js'

export default defineFix({
  id: 'access/unscoped-query',
  for: ['access/unscoped-query'],
  title: 'Asks for the owner of the row as well',
  *patches({ finding, problem, model, source }) {
    const { table: tableName, owner } = problem.data as { table?: string; owner?: string }
    const route = model.routes.find(one => routeName(one) === finding.route)
    const handler = openHandler(route, source)
    const table = model.tables.find(one => one.name === tableName)
    const column = table?.columns.find(one => one.name === owner)
    const code = openCode(source, finding.at.file)
    if (!handler || !code || handler.code !== code || !column) return
    const caller = callerIn(handler, source)
    const call = caller && queryAt(code, finding.at.line)
    if (!caller || !call || !holds(handler, call)) return
    const edits = scoped(code, call, { column: column.name, field: column.field, value: caller.text })
    if (!edits) return
    yield {
      title: `Give ${routeName(route!)} only the caller's own ${tableName}`,
      says: `The query asks for \`${column.field}\` of the signed-in user as well: somebody else's id finds nothing.`,
      edits: [...caller.edits, ...edits],
      files: [],
    }
  },
})

interface Owner {
  readonly column: string
  readonly field: string
  readonly value: string
}

const METHODS = /^(?:find\w*|update\w*|delete\w*|destroy|remove|eq|where|query|execute|single|maybeSingle|select|from|\$queryRaw\w*)$/

const queryAt = (code: Code, line: number): Node | undefined => callNamed(code, line, METHODS)

function scoped(code: Code, call: Node, owner: Owner): readonly Edit[] | undefined {
  const [first, second] = call.arguments as Node[]
  const where = propertyOf(first, 'where')
  if (where && (where.value as Node).type === 'ObjectExpression') return [entryInto(code, where.value as Node, entryOf(owner))]
  const method = nameOf(call.callee) ?? ''
  if (/^findById/.test(method) && first) return byId(code, call, method, first, owner)
  if (
    /^(?:findOne\w*|find|updateOne|deleteOne)$/.test(method) &&
    first?.type === 'ObjectExpression' &&
    (propertyOf(first, '_id') || propertyOf(first, 'id'))
  )
    return [entryInto(code, first, entryOf(owner))]
  const text = literalOf(first)
  if (typeof text === 'string' && second?.type === 'ArrayExpression') return inSql(code, first!, text, second, owner)
  const chain = chainOf(code, call)
  const eq = inChain(code, chain, /^eq$/).find(one => /id$/i.test(String(literalOf((one.arguments as Node[])[0]) ?? '')))
  if (eq) return [chained(code, eq, `eq(${quoted(code.style, owner.column)}, ${owner.value})`)]
  const drizzle = inChain(code, chain, /^where$/)[0]
  return drizzle && inDrizzle(code, drizzle, owner)
}

const entryOf = ({ field, value }: Owner): string => (value === field ? field : `${field}: ${value}`)

function byId(code: Code, call: Node, method: string, id: Node, owner: Owner): readonly Edit[] {
  const property = (call.callee as Node).property as Node
  return [
    { file: code.path, start: property.start, end: property.end, text: method.replace('ById', 'One') },
    { file: code.path, start: id.start, end: id.end, text: `{ _id: ${textOf(code, id)}, ${entryOf(owner)} }` },
  ]
}

/** `where id = $1` with its values beside it. */
function inSql(code: Code, node: Node, text: string, values: Node, owner: Owner): readonly Edit[] | undefined {
  const count = (values.elements as Node[]).length
  const match = /\bwhere\s+(?:\w+\.)?"?id"?\s*=\s*(\$\d+|\?)/i.exec(text)
  const last = (values.elements as Node[]).at(-1)
  const at = match ? code.text.indexOf(match[0], node.start) : -1
  if (
    !match ||
    !last ||
    at < 0 ||
    at > node.end ||
    (match[1] === '?' && (count > 1 || /\?/.test(text.slice(match.index + match[0].length))))
  )
    return undefined
  const name = /^[a-z_]+$/.test(owner.column) ? owner.column : `"${owner.column}"`
  const end = at + match[0].length
  return [
    {
      file: code.path,
      start: end,
      end,
      text: `${/where/.test(match[0]) ? ' and ' : ' AND '}${name} = ${match[1] === '?' ? '?' : `$${count + 1}`}`,
    },
    { file: code.path, start: last.end, end: last.end, text: `, ${owner.value}` },
  ]
}

function inDrizzle(code: Code, where: Node, owner: Owner): readonly Edit[] | undefined {
  const [condition] = where.arguments as Node[]
  const table =
    condition?.type === 'CallExpression' && nameOf(condition.callee) === 'eq'
      ? ((condition.arguments as Node[])[0]?.object as Node | undefined)
      : undefined
  if (!condition || !table || !bindingsOf(code).has('eq')) return undefined
  const imports = importEdits(code, [{ name: 'and', kind: 'named', from: bindingsOf(code).get('eq')!.from }])
  return (
    imports && [
      ...imports,
      {
        file: code.path,
        start: condition.start,
        end: condition.end,
        text: `and(${textOf(code, condition)}, eq(${textOf(code, table)}.${owner.field}, ${owner.value}))`,
      },
    ]
  )
}
