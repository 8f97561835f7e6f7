import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, indentAt, lineOf, reindent, statementAround } from '../code/code.js'
import { declaredIn, freeNames } from '../code/names.js'
import type { Edit } from '../fix.js'

const WRITES = /^(?:create\w*|update\w*|upsert|delete\w*|insert)$/

/** From the first write of a handler to the last one: `await prisma.$transaction(async (tx) => { … })`. */
export function oneTransaction(code: Code, line: number): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      WRITES.test(nameOf(node.callee) ?? '') &&
      lineOf(code, node.start) <= line &&
      line <= lineOf(code, (node.callee as Node).end),
  )[0]
  const client = call && dotted(call.callee)?.split('.')[0]
  const first = call && statementAround(code, call)
  const block = first && code.parents.get(first)
  const fn = first && functionAround(code, first)
  if (!first || !fn || !client || !/^(?:prisma|db)$/i.test(client) || !block || !isWhole(code, block, fn)) return undefined
  const method = client === 'prisma' || /\bprisma\b/i.test(code.text) ? '$transaction' : 'transaction'
  const statements = block.body as Node[]
  const from = statements.indexOf(first)
  const uses = (node: Node): readonly Node[] => findNodes(code, one => one.type === 'Identifier' && one.name === client, node)
  const to = statements.findLastIndex(one => uses(one).length > 0)
  const region = statements.slice(from, to + 1)
  const names = declaredIn([fn])
  // What leaves in between, or asks somebody else, holds the transaction open or cannot be taken back.
  if (region.length < 2 || names.has('tx') || region.some(one => !isPlain(code, one, client))) return undefined
  const rest = statements.slice(to + 1)
  const free = freeNames(rest)
  const kept = [...declaredIn(region)].filter(name => free.has(name) && isTop(region, name))
  const margin = indentAt(code, first.start)
  const { indent, semi } = code.style
  let text = code.text.slice(first.start, region.at(-1)!.end)
  for (const use of region.flatMap(uses).toSorted((a, b) => b.start - a.start)) {
    const parent = code.parents.get(use)
    if (parent?.type === 'MemberExpression' && parent.property === use) continue
    text = `${text.slice(0, use.start - first.start)}tx${text.slice(use.end - first.start)}`
  }
  const given = kept.length === 1 ? kept[0]! : `{ ${kept.join(', ')} }`
  const answer = kept.length > 0 ? `\n${margin}${indent}return ${given}${semi}` : ''
  const parameter = /\(\w+\) =>/.test(code.text) || !/\b\w+ =>/.test(code.text) ? '(tx)' : 'tx'
  return [
    {
      file: code.path,
      start: first.start,
      end: region.at(-1)!.end,
      text: `${kept.length > 0 ? `const ${given} = ` : ''}await ${client}.${method}(async ${parameter} => {\n${margin}${indent}${reindent(text, margin, margin + indent)}${answer}\n${margin}})${semi}`,
    },
  ]
}

/** All that a function does, also inside of the `try` around it. */
function isWhole(code: Code, block: Node, fn: Node): boolean {
  const around = code.parents.get(block)
  return fn.body === block || (around?.type === 'TryStatement' && around.block === block && code.parents.get(around) === fn.body)
}

const PLAIN = /^(?:VariableDeclaration|ExpressionStatement|IfStatement|ForOfStatement)$/

/** Declares, or awaits the database: no way out but an error, which undoes it all, and nobody else is asked. */
function isPlain(code: Code, statement: Node, client: string): boolean {
  if (!PLAIN.test(statement.type) || statement.await === true) return false
  if (findNodes(code, node => /^(?:Return|Break|Continue)Statement$/.test(node.type), statement).length > 0) return false
  return findNodes(code, node => node.type === 'AwaitExpression', statement).every(node => {
    const call = node.argument as Node
    if (call.type !== 'CallExpression') return false
    const isClient = dotted(call.callee)?.split('.')[0] === client
    return isClient || (call.arguments as Node[]).some(one => nameOf(one) === client)
  })
}

const isTop = (region: readonly Node[], name: string): boolean =>
  region.some(
    one => one.type === 'VariableDeclaration' && (one.declarations as Node[]).some(each => nameOf(each.id) === name && each.id !== null),
  )
