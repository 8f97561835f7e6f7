import type { Column } from '#database/catalogue'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, indentAt, statementAround, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'
import { callNamed, entryInto, propertyOf } from '../idiom/query.js'
import { inMongoose } from './left-out-of-documents.js'

export default defineFix({
  id: 'errors/sensitive-data-returned',
  for: ['errors/sensitive-data-returned'],
  title: 'Leaves columns out of an answer that should never leave the server',
  *patches({ finding, problem, model, source }) {
    const { table: name, columns = [] } = problem.data as { table?: string; columns?: readonly string[] }
    const table = model.tables.find(one => one.name === name)
    if (!table) return
    const secret = table.columns.filter(column => columns.includes(column.name) || columns.includes(column.field))
    const open = table.columns.filter(column => !secret.includes(column))
    const words = {
      title: `Leave ${columns.join(' and ')} out of ${finding.route ?? 'the answer'}`,
      says: `${columns.map(one => `\`${one}\``).join(', ')} ${columns.length === 1 ? 'stays' : 'stay'} on the server.`,
      files: [],
    }
    // Every query whose rows are answered with: each is its own way out.
    const documents = placesOf(finding, source).flatMap(
      ({ code, line }) => inMongoose(code, line, table, secret, model.tables, source) ?? [],
    )
    if (documents.length > 0) yield { ...words, edits: distinct(documents) }
    for (const { code, line } of placesOf(finding, source))
      for (const edits of [
        inInclude(code, line, open, secret),
        inQuery(code, line, open),
        inAnswer(code, line, secret),
        byName(code, line, open),
      ])
        if (edits) yield { ...words, edits }
  },
})

const distinct = (edits: readonly Edit[]): readonly Edit[] => [...new Map(edits.map(edit => [`${edit.file}:${edit.start}`, edit])).values()]

const picked = (columns: readonly Column[]): string => `{ ${columns.map(one => `${one.field}: true`).join(', ')} }`

/** `include: { user: true }`. */
function inInclude(code: Code, line: number, open: readonly Column[], secret: readonly Column[]): readonly Edit[] | undefined {
  const call = callNamed(code, line, /^(?:find|update|create|upsert|delete)\w*$/)
  const isDrizzle = call !== undefined && /\b(?:db|tx)\.query\./.test(textOf(code, call.callee as Node))
  const include = propertyOf((call?.arguments as Node[] | undefined)?.[0], isDrizzle ? 'with' : 'include')
  const whole =
    include &&
    findNodes(
      code,
      node =>
        node.type === 'Property' &&
        textOf(code, node.value as Node) === 'true' &&
        /user|author|owner|customer|buyer|seller|account|member/i.test(nameOf(node) ?? ''),
      include,
    )[0]
  if (!whole) return undefined
  // What people show of each other: a name and a picture.
  const shown = open.filter(
    column =>
      /^(?:id|name|\w*name|avatar\w*|image\w*|picture\w*|bio)$/i.test(column.field) && !/^(?:last_?name|legal_?name)$/i.test(column.field),
  )
  const value = whole.value as Node
  const fields = shown.length > 1 ? shown : open
  return secret.length === 0
    ? undefined
    : [{ file: code.path, start: value.start, end: value.end, text: `{ ${isDrizzle ? 'columns' : 'select'}: ${picked(fields)} }` }]
}

/** A query that names no columns. */
function inQuery(code: Code, line: number, open: readonly Column[]): readonly Edit[] | undefined {
  const call = callNamed(code, line, /^(?:findUnique|findFirst|findMany|findUniqueOrThrow|update|create|upsert)$/)
  const [first] = (call?.arguments as Node[] | undefined) ?? []
  if (!call || propertyOf(first, /^(?:select|include|columns)$/) || /\b(?:db|tx)\.query\./.test(textOf(code, call.callee as Node)))
    return undefined
  if (!first) return [{ file: code.path, start: call.end - 1, end: call.end - 1, text: `{ select: ${picked(open)} }` }]
  return first.type === 'ObjectExpression' ? [entryInto(code, first, `select: ${picked(open)}`)] : undefined
}

/** `json({ user })`: the rest of the row without them. */
function inAnswer(code: Code, line: number, secret: readonly Column[]): readonly Edit[] | undefined {
  const call = callNamed(code, line, /^(?:json|send)$/)
  const [body] = (call?.arguments as Node[] | undefined) ?? []
  const statement = call && statementAround(code, call)
  if (!body || !statement) return undefined
  const property =
    body.type === 'ObjectExpression'
      ? (body.properties as Node[]).find(
          one => /user|account|me|profile|customer/i.test(nameOf(one) ?? '') && (one.value as Node | undefined)?.type === 'Identifier',
        )
      : undefined
  // `res.json(req.user)`
  const member = dotted(body)
  const value = (property?.value as Node | undefined) ?? (body.type === 'Identifier' || member ? body : undefined)
  if (!value) return undefined
  const name = dotted(value)!
  const word = name.split('.').at(-1)!
  // A list has no columns.
  if (/(?:[^s]s|list|all)$/i.test(word)) return undefined
  const rest = `safe${word[0]!.toUpperCase()}${word.slice(1)}`
  const given = property?.shorthand === true ? `${name}: ${rest}` : rest
  const target = property?.shorthand === true ? property : value
  const taken = secret.map(column => column.field).join(', ')
  const margin = indentAt(code, statement.start)
  const { semi } = code.style
  // A type that may be nothing cannot be taken apart.
  const isUnsure = /\.tsx?$/.test(code.path) && value === body && body.type === 'Identifier' && !isAskedFor(code, statement, name)
  const none = textOf(code, call).slice(0, body.start - call.start) + 'null' + textOf(code, call).slice(body.end - call.start)
  const text = `${isUnsure ? `if (!${name}) return ${none}${semi}\n${margin}` : ''}const { ${taken}, ...${rest} } = ${name}${semi}\n${margin}`
  return [
    { file: code.path, start: statement.start, end: statement.start, text },
    { file: code.path, start: target.start, end: target.end, text: given },
  ]
}

/** `if (!user) return …` stands above. */
function isAskedFor(code: Code, statement: Node, name: string): boolean {
  const fn = functionAround(code, statement)
  return fn !== undefined && new RegExp(`!\\s*${name}\\b|\\b${name}\\s*(?:[!=]==?|&&)`).test(code.text.slice(fn.start, statement.start))
}

/** `res.json(req.user)`: the columns that may be seen, by name. */
function byName(code: Code, line: number, open: readonly Column[]): readonly Edit[] | undefined {
  const call = callNamed(code, line, /^(?:json|send)$/)
  const [body] = (call?.arguments as Node[] | undefined) ?? []
  const statement = call && statementAround(code, call)
  if (!body || body.type !== 'MemberExpression' || !dotted(body) || statement?.type !== 'ExpressionStatement') return undefined
  const margin = indentAt(code, statement.start)
  const { indent } = code.style
  const names = open.map(column => column.field).filter(name => !/reset|expire|token|hash|secret|blocked|banned/i.test(name))
  const flat = `{ ${names.join(', ')} }`
  const listed = flat.length < 60 ? flat : `{\n${names.map(name => `${margin}${indent}${name},\n`).join('')}${margin}}`
  return [
    {
      file: code.path,
      start: statement.start,
      end: statement.start,
      text: `const ${listed} = ${textOf(code, body)}${code.style.semi}\n${margin}`,
    },
    { file: code.path, start: body.start, end: body.end, text: listed },
  ]
}
