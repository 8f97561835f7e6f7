import type { AppModel, Route } from '#model/app-model'
import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { fileOf } from '../idiom/function-behind.js'
import { openHandler } from '../idiom/query.js'
import { shapeOf } from '../idiom/shape.js'

export default defineFix({
  id: 'input/chained-validators',
  for: ['input/unvalidated-body'],
  title: 'Asks in the validators of a route what kind of value each field is',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openHandler(route, source)
    if (!route || !handler?.call) return
    const fields = [...finding.message.matchAll(/`body\.(\w+)`/g)].map(match => match[1]!)
    const chains = handler.middleware.flatMap(node => chainsIn(handler.code, node, source))
    const edits = fields.map(field => {
      const chain = chains.find(one => one.field === field)
      const asks = chain && asksOf(shapeOf(field, route, model, true, 'value'), limitOf(field, route, model))
      return chain && asks ? asked(chain, asks) : undefined
    })
    if (edits.length === 0 || !edits.every(one => one !== undefined)) return
    yield {
      title: `Look at what ${routeName(route)} is sent`,
      says: `The validators of \`${routeName(route)}\` refuse ${fields.map(field => `\`${field}\``).join(', ')} where ${fields.length === 1 ? 'it is' : 'they are'} not of the kind that it stores.`,
      edits,
      files: [],
    }
  },
})

/** What a schema would ask, as a chain asks it. */
function asksOf(shape: string, limit: number | undefined): readonly string[] | undefined {
  const most = /\.max\((\d+)\)$/.exec(shape)?.[1]
  if (shape.startsWith('z.string()'))
    return most ? ['isString()', `isLength({ max: ${Math.min(Number(most), limit ?? Infinity)} })`] : ['isString()']
  if (shape.startsWith('z.coerce.number().int()')) return ['isInt()']
  if (shape.startsWith('z.coerce.number()')) return ['isNumeric()']
  return shape === 'z.boolean()' ? ['isBoolean()'] : undefined
}

/** Letters that the column takes: the database refuses more. */
function limitOf(field: string, route: Route, model: AppModel): number | undefined {
  const written = new Set(route.effects.flatMap(effect => (effect.kind === 'query' && effect.table ? [effect.table] : [])))
  const columns = model.tables.filter(table => written.has(table.name)).flatMap(table => table.columns.filter(one => one.field === field))
  const limits = columns.flatMap(one => /\((\d+)\)/.exec(one.type)?.[1] ?? [])
  return limits.length > 0 ? Math.min(...limits.map(Number)) : undefined
}

interface Chain {
  readonly code: Code
  readonly field: string
  /** `body('name')`, with nothing behind it. */
  readonly head: Node
}

/**
 * `body('name')` in what stands before a handler: a list, a name of one, or the chain itself. A schema in the handler would see
 * what the chain has made a text of.
 */
function chainsIn(code: Code, node: Node, source: Source, steps = 4): readonly Chain[] {
  if (steps === 0) return []
  if (node.type === 'Identifier') {
    const [where, value] = valueOf(code, node.name as string, source)
    return value ? chainsIn(where, value, source, steps - 1) : []
  }
  return findNodes(code, one => one.type === 'CallExpression' && (one.callee as Node).type === 'Identifier', node).flatMap(head => {
    const binding = bindingsOf(code).get(nameOf(head.callee)!)
    const [field, ...others] = (head.arguments as Node[]).map(literalOf)
    const isChain = binding?.from.startsWith('express-validator') === true && /^(?:body|check)$/.test(binding.imported)
    return isChain && typeof field === 'string' && others.length === 0 ? [{ code, field, head }] : []
  })
}

/** The value of a constant, here or in the file that it is imported from. */
function valueOf(code: Code, name: string, source: Source): readonly [Code, Node | undefined] {
  const binding = bindingsOf(code).get(name)
  if (!binding) return [code, undefined]
  const where = binding.kind === 'local' ? code : fileOf(source, code, binding.from)
  if (!where || binding.kind === 'default' || binding.kind === 'namespace') return [code, undefined]
  const own = binding.kind === 'local' ? name : binding.imported
  const made = findNodes(where, one => one.type === 'VariableDeclarator' && nameOf(one.id) === own)
  return [where, made.length === 1 ? ((made[0]!.init as Node | null) ?? undefined) : undefined]
}

/** Before anything makes a text of it, and behind what lets it be left out. */
function asked({ code, head }: Chain, asks: readonly string[]): Edit {
  let last = head
  for (;;) {
    const member = code.parents.get(last)
    const next = member?.type === 'MemberExpression' && member.object === last ? code.parents.get(member) : undefined
    if (next?.type !== 'CallExpression' || !/^(?:optional|exists)$/.test(nameOf(member) ?? '')) break
    last = next
  }
  const rest = /^(\s*)\./.exec(code.text.slice(last.end))?.[1] ?? ''
  return { file: code.path, start: last.end, end: last.end, text: asks.map(one => `${rest}.${one}`).join('') }
}
