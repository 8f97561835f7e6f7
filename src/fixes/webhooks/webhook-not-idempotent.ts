import { nameOf as routeName, routeNamed } from '#model/read/route'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, lineOf, reindent, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { eventStore } from '../idiom/event-store.js'
import { openHandler, propertyOf } from '../idiom/query.js'

const WRITES = /^(?:create|update|updateMany|upsert)$/

export default defineFix({
  id: 'webhooks/webhook-not-idempotent',
  for: ['webhooks/webhook-not-idempotent'],
  title: 'Stores the id of an event together with its effects',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openHandler(route, source)
    // Only where the app keeps events already: which table it would want is its author's to say.
    const store = eventStore(model)
    if (!route || !handler?.fn || !store || handler.code.path !== finding.at.file) return
    const { code, fn } = handler
    const body = (fn.body as Node).body as Node[] | undefined
    const statement = body?.find(
      one => writeIn(one) && lineOf(code, one.start) <= finding.at.line && finding.at.line <= lineOf(code, one.end),
    )
    const write = statement && writeIn(statement)
    const last = body?.at(-1)
    const event = idOf(code, fn)
    const client = write && dotted((write.callee as Node).object)?.split('.')[0]
    if (!statement || !write || last?.type !== 'ReturnStatement' || !event || !client || declaredIn([fn]).has('error')) return
    const imports = importEdits(code, [{ name: 'Prisma', kind: 'named', from: '@prisma/client' }])
    if (!imports || store.needs.some(one => one !== 'type')) return
    const { semi, indent } = code.style
    const margin = indentAt(code, statement.start)
    const inner = margin + indent
    const slug = route.path.split('/').findLast(part => /^[a-z]/i.test(part)) ?? 'event'
    const type = store.needs.length > 0 ? `, type: ${quoted(code.style, slug)}` : ''
    const name = store.model.replace(/^./, letter => letter.toUpperCase())
    const lines = [
      'try {',
      `${indent}await ${client}.$transaction([`,
      `${indent}${indent}${client}.${store.model}.create({ data: { id: \`${slug}:\${${event.text}}\`${type} } }),`,
      `${indent}${indent}${reindent(textOf(code, write), margin, inner + indent)},`,
      `${indent}])${semi}`,
      '} catch (error) {',
      `${indent}// The same event again: it was handled`,
      `${indent}const isKnown = error instanceof Prisma.PrismaClientKnownRequestError && error.code === ${quoted(code.style, 'P2002')}${semi}`,
      `${indent}if (isKnown && error.meta?.modelName === ${quoted(code.style, name)}) ${textOf(code, last)}`,
      `${indent}throw error${semi}`,
      '}',
    ]
    yield {
      title: `Handle each event of ${routeName(route)} once`,
      says: `The event's id is stored in \`${store.table.name}\` in the transaction of its effects: the same event again changes nothing.`,
      edits: [...imports, ...event.edits, { file: code.path, start: statement.start, end: statement.end, text: lines.join(`\n${margin}`) }],
      files: [],
    }
  },
})

/** `await prisma.giftCard.upsert(…)`. */
function writeIn(statement: Node): Node | undefined {
  const awaited = statement.type === 'ExpressionStatement' ? (statement.expression as Node) : undefined
  const call = awaited?.type === 'AwaitExpression' ? (awaited.argument as Node) : undefined
  return call?.type === 'CallExpression' &&
    WRITES.test(nameOf(call.callee) ?? '') &&
    dotted((call.callee as Node).object)?.split('.').length === 2
    ? call
    : undefined
}

/** The id of the event: `event.id`, or `id` beside what is taken out of a parsed event whose schema has one. */
function idOf(code: Code, fn: Node): { readonly text: string; readonly edits: readonly Edit[] } | undefined {
  const declared = findNodes(code, node => node.type === 'VariableDeclarator' && /\bparse\(|\bjson\(\)/.test(textOf(code, node)), fn)
  for (const one of declared) {
    const id = one.id as Node
    const parser = /(\w+)\.(?:safeP|p)arse\(/.exec(textOf(code, one))?.[1]
    const schema = findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === parser)[0]
    const shape = ((schema?.init as Node | undefined)?.arguments as Node[] | undefined)?.[0]
    const has = propertyOf(shape, 'id') !== undefined
    if (
      id.type === 'Identifier' &&
      /event|payload|notification/i.test(nameOf(id)!) &&
      (has || new RegExp(`\\b${nameOf(id)!}\\.id\\b`).test(textOf(code, fn)))
    )
      return { text: `${nameOf(id)!}.id`, edits: [] }
    if (id.type !== 'ObjectPattern' || !has) continue
    const names = (id.properties as Node[]).map(property => nameOf(property))
    if (names.includes('id')) return { text: 'id', edits: [] }
    const [first] = id.properties as Node[]
    if (!first || declaredIn([fn]).has('id')) continue
    return { text: 'id', edits: [{ file: code.path, start: first.start, end: first.start, text: 'id, ' }] }
  }
  return undefined
}
