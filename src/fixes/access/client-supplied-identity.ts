import { nameOf as routeName, routeNamed } from '#model/read/route'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, openCode, statementAround, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { callerIn } from '../idiom/caller.js'
import { documentAt } from '../idiom/document.js'
import { callNamed, entryInto, holds, openBody } from '../idiom/query.js'
import type { Column } from '#database/catalogue'
import type { Source } from '#source/source'
import type { Handler } from '../code/handler.js'
import { quoted } from '../code/style.js'

export default defineFix({
  id: 'access/client-supplied-identity',
  for: ['access/client-supplied-identity'],
  title: 'Takes who the user is from the session',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openBody(route, source)
    const code = openCode(source, finding.at.file)
    const field = finding.key.split(' ').at(-1)!
    // What the app says of somebody is no name of the caller's.
    if (!handler?.fn || field === 'standing') return
    if (!code || handler.code !== code || field === 'role') {
      const column = model.tables.find(one => one.name === finding.table)?.columns.find(one => one.name === field || one.field === field)
      const edits = field === 'role' ? column && byDefault(handler, column, source) : handedOn(handler, column?.field ?? field, source)
      if (edits)
        yield {
          title:
            field === 'role' ? `Give everybody who signs up the same ${field}` : `Take ${field} in ${routeName(route!)} from the session`,
          says:
            field === 'role'
              ? `\`${field}\` is what the database gives a new row, whatever the request says.`
              : `\`${field}\` is the signed-in user's, whatever the request says.`,
          edits,
          files: [],
        }
      return
    }
    const caller = callerIn(handler, source)
    const column = model.tables.find(one => one.name === finding.table)?.columns.find(one => one.name === field)
    const named = (call: Node): Node | undefined =>
      findNodes(code, node => node.type === 'Property' && [field, column?.field].includes(nameOf(node)), call)[0]
    const calls = [callNamed(code, finding.at.line, /./), documentAt(code, finding.at.line)]
    const property = calls.flatMap(call => (call && holds(handler, call) ? (named(call) ?? []) : []))[0]
    if (!caller || !property) return
    const value = property?.value as Node | undefined
    if (!value || textOf(code, value).startsWith(caller.text)) return
    const key = textOf(code, property.key as Node)
    yield {
      title: `Take ${field} in ${routeName(route!)} from the session`,
      says: `\`${field}\` is the signed-in user's, whatever the request says.`,
      edits: [
        ...caller.edits,
        ...alike(code, handler.fn, property).map(({ start, end }) => ({ file: code.path, start, end, text: `${key}: ${caller.text}` })),
        ...(value.type === 'Identifier' ? unneeded(code, handler.fn, value) : []),
      ],
      files: [],
    }
  },
})

/** `{ name: … }` and `x.name` speak of no variable. */
function isKey(code: Code, node: Node): boolean {
  const parent = code.parents.get(node)
  return (
    (parent?.type === 'Property' && parent.key === node && parent.shorthand !== true) ||
    (parent?.type === 'MemberExpression' && parent.property === node && parent.computed !== true)
  )
}

/** A name taken out of the request that nothing reads any more. */
function unneeded(code: Code, fn: Node, value: Node): readonly Edit[] {
  const name = value.name as string
  const uses = findNodes(code, node => node.type === 'Identifier' && node.name === name && !isKey(code, node), fn)
  const declared = findNodes(
    code,
    node =>
      node.type === 'Property' && node.shorthand === true && code.parents.get(node)?.type === 'ObjectPattern' && nameOf(node) === name,
    fn,
  )[0]
  const gone = alike(code, fn, code.parents.get(value)!)
  const isGone = (use: Node): boolean => gone.some(one => one.start <= use.start && use.end <= one.end)
  if (!declared || uses.some(use => (use.start < declared.start || use.end > declared.end) && use.start !== value.start && !isGone(use)))
    return []
  const parts = code.parents.get(declared)!.properties as Node[]
  const index = parts.indexOf(declared)
  if (parts.length < 2) {
    const statement = statementAround(code, declared)
    const isAlone = statement?.type === 'VariableDeclaration' && (statement.declarations as Node[]).length === 1
    return isAlone ? [wholeLine(code, statement)] : []
  }
  const [start, end] = index === 0 ? [declared.start, parts[1]!.start] : [parts[index - 1]!.end, declared.end]
  return [{ file: code.path, start, end, text: '' }]
}

/** The same question asked again in the handler, to count the rows say. */
function alike(code: Code, fn: Node, property: Node): readonly Node[] {
  const text = (node: Node): string => textOf(code, node).replace(/\s+/g, '')
  return findNodes(
    code,
    node => node.type === 'Property' && text(node) === text(property) && code.parents.get(node)?.type === 'ObjectExpression',
    fn,
  )
}

/** A statement with the line that it stands on. */
function wholeLine(code: Code, statement: Node): Edit {
  const start = code.text.lastIndexOf('\n', statement.start - 1) + 1
  const rest = /^[ \t]*\r?\n/.exec(code.text.slice(statement.end))
  const isOwn = rest !== null && code.text.slice(start, statement.start).trim() === ''
  return isOwn
    ? { file: code.path, start, end: statement.end + rest[0].length, text: '' }
    : { file: code.path, start: statement.start, end: statement.end, text: '' }
}

/** `createMessage({ senderId, body })` of another file: the value is the session's, and the request is not asked for it. */
function handedOn(handler: Handler, field: string, source: Source): readonly Edit[] | undefined {
  const { code, fn } = handler
  const property = findNodes(
    code,
    node =>
      node.type === 'Property' &&
      nameOf(node) === field &&
      (node.value as Node).type === 'Identifier' &&
      code.parents.get(node)?.type === 'ObjectExpression' &&
      code.parents.get(code.parents.get(node)!)?.type === 'CallExpression',
    fn!,
  )[0]
  const caller = property && callerIn(handler, source)
  const value = property?.value as Node | undefined
  if (!caller || !property || !value || textOf(code, value).startsWith(caller.text)) return undefined
  const gone = unneeded(code, fn!, value)
  const named = gone.length === 0 ? renamed(code, fn!, value, caller.text) : undefined
  if (gone.length === 0 && !named) return undefined
  // The schema in place does not ask for it either.
  const asked = findNodes(
    code,
    node =>
      node.type === 'Property' &&
      nameOf(node) === value.name &&
      /^z\.|^v\.|^yup\./.test(textOf(code, node.value as Node)) &&
      node !== property,
    fn!,
  )[0]
  const parts = asked ? (code.parents.get(asked)!.properties as Node[]) : []
  const index = asked ? parts.indexOf(asked) : -1
  const schema =
    asked && parts.length > 1
      ? [
          index === 0
            ? { file: code.path, start: asked.start, end: parts[1]!.start, text: '' }
            : { file: code.path, start: parts[index - 1]!.end, end: asked.end, text: '' },
        ]
      : []
  return [
    ...caller.edits,
    ...(named ?? [{ file: code.path, start: property.start, end: property.end, text: `${field}: ${caller.text}` }, ...gone]),
    ...schema,
  ]
}

/** Where it is read in more than one place, the name stays and says something else. */
function renamed(code: Code, fn: Node, value: Node, text: string): readonly Edit[] | undefined {
  const declared = findNodes(
    code,
    node =>
      node.type === 'Property' &&
      node.shorthand === true &&
      code.parents.get(node)?.type === 'ObjectPattern' &&
      nameOf(node) === value.name,
    fn,
  )[0]
  const parts = declared ? (code.parents.get(declared)!.properties as Node[]) : []
  const statement = declared && statementAround(code, declared)
  if (!declared || !statement || parts.length < 2) return undefined
  const index = parts.indexOf(declared)
  const [start, end] = index === 0 ? [declared.start, parts[1]!.start] : [parts[index - 1]!.end, declared.end]
  return [
    { file: code.path, start, end, text: '' },
    {
      file: code.path,
      start: statement.end,
      end: statement.end,
      text: `\n${indentAt(code, statement.start)}const ${value.name as string} = ${text}${code.style.semi}`,
    },
  ]
}

/** `createUser({ ...data, role: 'guest' })`: what a new row has by itself. */
function byDefault({ code, fn }: Handler, column: Column, source: Source): readonly Edit[] | undefined {
  const made = openCode(source, column.at.file)?.text ?? source.file(column.at.file)?.text() ?? ''
  const line = made.split('\n')[column.at.line - 1] ?? ''
  const value = /default\(\s*["'`]?(\w+)["'`]?\s*\)|default\s+'(\w+)'/i.exec(line)?.slice(1).find(Boolean)
  const spread = findNodes(
    code,
    node =>
      node.type === 'ObjectExpression' &&
      code.parents.get(node)?.type === 'CallExpression' &&
      /(?:create|insert|values|save|add|register)\w*$/i.test(dotted(code.parents.get(node)!.callee) ?? '') &&
      (node.properties as Node[]).some(
        one => one.type === 'SpreadElement' && /body|data|input|parsed|result|values/i.test(textOf(code, one)),
      ),
    fn!,
  )[0]
  if (!value || !spread || (spread.properties as Node[]).some(one => nameOf(one) === column.field)) return undefined
  return [entryInto(code, spread, `${column.field}: ${quoted(code.style, value)}`)]
}
