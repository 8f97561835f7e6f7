import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { oneTransaction } from './one-transaction.js'

export default defineFix({
  id: 'money/missing-transaction',
  for: ['money/missing-transaction'],
  title: 'Puts writes that belong together into one transaction',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const edits = code && (joined(code, finding.at.line) ?? oneTransaction(code, finding.at.line))
    if (!edits) return
    yield {
      title: `Write all of ${finding.route ?? 'it'} or nothing`,
      says: 'Either every row is written or none is, also when the second write fails.',
      edits,
      files: [],
    }
  },
})

const WRITES = /^(?:create\w*|update\w*|upsert|delete\w*)$/

/** `await prisma.a.update(…)` and `await prisma.b.update(…)` below each other: `prisma.$transaction([…])`. */
function joined(code: Code, line: number): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    node => node.type === 'CallExpression' && WRITES.test(nameOf(node.callee) ?? '') && lineOf(code, node.start) === line,
  )[0]
  const first = call && statementAround(code, call)
  const client = call && dotted((call.callee as Node).object)?.split('.')
  const block = first && code.parents.get(first)
  if (!first || !client || client.length !== 2 || !block || !/prisma|^db$/i.test(client[0]!)) return undefined
  const statements = block.body as Node[]
  const writes = (one: Node | undefined): Node | undefined => {
    const awaited = one?.type === 'ExpressionStatement' ? (one.expression as Node) : undefined
    const inner = awaited?.type === 'AwaitExpression' ? (awaited.argument as Node) : undefined
    return inner?.type === 'CallExpression' &&
      WRITES.test(nameOf(inner.callee) ?? '') &&
      dotted((inner.callee as Node).object)?.split('.')[0] === client[0]
      ? inner
      : undefined
  }
  const run: Node[] = []
  for (let index = statements.indexOf(first); writes(statements[index]); index++) run.push(statements[index]!)
  if (run.length < 2) return undefined
  const margin = indentAt(code, first.start)
  const { indent, semi } = code.style
  const items = run.map(one => {
    const text = textOf(code, writes(one)!)
    return `${margin}${indent}${text
      .split('\n')
      .map((part, index) => (index === 0 || part === '' ? part : indent + part))
      .join('\n')},\n`
  })
  return [
    {
      file: code.path,
      start: first.start,
      end: run.at(-1)!.end,
      text: `await ${client[0]}.$transaction([\n${items.join('')}${margin}])${semi}`,
    },
  ]
}
