import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, functionAround, indentAt, lineOf, openCode, reindent, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { eventStore } from '../idiom/event-store.js'
import { openHandler, propertyOf } from '../idiom/query.js'

export default defineFix({
  id: 'webhooks/event-with-effect',
  for: ['webhooks/webhook-not-idempotent'],
  title: 'Stores the id of an event in the transaction of the function that does its work',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openHandler(route, source)
    const store = eventStore(model)
    const work = openCode(source, finding.at.file)
    if (!route || !handler?.fn || !work || !store || store.needs.length > 0 || handler.code === work) return
    const doing = workAt(work, finding.at.line)
    const call = doing && onlyCall(doing.name, work, source)
    const event = call && call.code === handler.code ? eventIn(handler.code, handler.fn, call.node) : undefined
    const table = bindingFor(store.table.name, store.table.aliases, work, source)
    const imports = table && importEdits(work, [{ name: table.name, kind: 'named', from: table.from }])
    if (!doing || !event || !imports || !table) return
    const slug = route.path.split('/').findLast(part => /^[a-z]/i.test(part)) ?? 'event'
    yield {
      title: `Handle each event of ${routeName(route)} once`,
      says: `The event's id is stored in \`${store.table.name}\` in the transaction of its effects: the same event again changes nothing.`,
      edits: [...imports, ...within(work, doing, table.name), argument(call!.code, call!.node, `\`${slug}:\${${event}.id}\``)],
      files: [],
    }
  },
})

interface Work {
  readonly fn: Node
  readonly name: string
  /** `await db.update(…)`, which is all that the function does. */
  readonly statement: Node
  /** `db` */
  readonly client: Node
}

/** Drizzle: a function that makes one write and gives nothing back. */
function workAt(code: Code, line: number): Work | undefined {
  const inside = findNodes(
    code,
    node => node.type === 'AwaitExpression' && lineOf(code, node.start) <= line && line <= lineOf(code, node.end),
  ).at(-1)
  const fn = inside && functionAround(code, inside)
  const statements = (fn?.body as Node | undefined)?.body as Node[] | undefined
  const [statement, ...others] = statements ?? []
  const holder = fn && code.parents.get(fn)
  const name = nameOf(fn?.id) ?? nameOf(holder?.key) ?? nameOf(holder?.id)
  const client = statement && findNodes(code, node => node.type === 'Identifier' && node.name === 'db', statement)
  const isWrite = statement?.type === 'ExpressionStatement' && /^await db\s*\.(?:update|insert|delete)\(/.test(textOf(code, statement))
  if (!fn || !statement || others.length > 0 || !name || !isWrite || client?.length !== 1 || declaredIn([fn]).has('eventId'))
    return undefined
  return { fn, name, statement, client: client[0]! }
}

/** Nothing else in the app calls it, or says its name. */
function onlyCall(name: string, work: Code, source: Source): { readonly code: Code; readonly node: Node } | undefined {
  // An import says the name and calls nothing.
  const said = source.files.flatMap(file => {
    const text = file.kind === 'code' ? file.text().replace(/^import\b[^;]*?\bfrom\b[^\n]*$/gm, '') : ''
    const count = (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length
    return count > 0 ? [{ file, count }] : []
  })
  const other = said.find(({ file }) => file.path !== work.path)?.file
  const code = other && openCode(source, other.path)
  const calls = code
    ? findNodes(code, node => node.type === 'CallExpression' && (dotted(node.callee) ?? '').split('.').at(-1) === name)
    : []
  return code && said.length === 2 && said.every(({ count }) => count === 1) && calls.length === 1 ? { code, node: calls[0]! } : undefined
}

/** `voucher` of `const voucher = schema.parse(req.body)`, whose schema has an id, and of which the call is made. */
function eventIn(code: Code, fn: Node, call: Node): string | undefined {
  for (const one of findNodes(code, node => node.type === 'VariableDeclarator' && (node.id as Node).type === 'Identifier', fn)) {
    const parser = /^(\w+)\.parse\(/.exec(textOf(code, one.init as Node))?.[1]
    const schema = findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === parser)[0]?.init as Node | undefined
    const name = nameOf(one.id)!
    const isGiven = (call.arguments as Node[]).some(given => dotted(given)?.startsWith(`${name}.`))
    if (parser && isGiven && propertyOf((schema?.arguments as Node[] | undefined)?.[0], 'id')) return name
  }
  return undefined
}

/** How the file calls the table, or another that imports it. */
function bindingFor(
  table: string,
  aliases: readonly string[],
  code: Code,
  source: Source,
): { readonly name: string; readonly from: string } | undefined {
  const names = [...aliases, table].filter(one => /^[a-z]\w*$/i.test(one))
  const own = [...bindingsOf(code).values()].find(one => names.includes(one.name) && one.kind === 'named')
  if (own) return { name: own.name, from: own.from }
  // Beside the other tables, which the file takes from the schema.
  const schema = [...bindingsOf(code).values()].find(one => /schema$/.test(one.from) && one.kind === 'named')
  const declared = names.find(one =>
    source.files.some(file => new RegExp(`export const ${one}\\s*=\\s*\\w+Table\\(`).test(file.kind === 'code' ? file.text() : '')),
  )
  return schema && declared ? { name: declared, from: schema.from } : undefined
}

function within(code: Code, { fn, statement, client }: Work, table: string): readonly Edit[] {
  const { semi, indent } = code.style
  const margin = indentAt(code, statement.start)
  const text = textOf(code, statement)
  const at = client.start - statement.start
  const inner = reindent(`${text.slice(0, at)}tx${text.slice(at + (client.end - client.start))}`, margin, margin + indent)
  const lines = [
    'await db.transaction(async (tx) => {',
    `${indent}const [event] = await tx.insert(${table}).values({ id: eventId }).onConflictDoNothing().returning()${semi}`,
    `${indent}// The same event again: it was handled`,
    `${indent}if (!event) return${semi}`,
    `${indent}${inner}`,
    `})${semi}`,
  ]
  const last = (fn.params as Node[]).at(-1)
  const typed = /\.[cm]?tsx?$/.test(code.path) ? 'eventId: string' : 'eventId'
  const open = last?.end ?? fn.start + code.text.slice(fn.start).indexOf('(') + 1
  return [
    { file: code.path, start: open, end: open, text: last ? `, ${typed}` : typed },
    { file: code.path, start: statement.start, end: statement.end, text: lines.join(`\n${margin}`) },
  ]
}

function argument(code: Code, call: Node, text: string): Edit {
  const last = (call.arguments as Node[]).at(-1)
  const at = last?.end ?? call.end - 1
  return { file: code.path, start: at, end: at, text: last ? `, ${text}` : text }
}
