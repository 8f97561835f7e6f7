import { nameOf, type Node } from '#source/tree'
import {
  above,
  type Code,
  findNodes,
  functionAround,
  indentAt,
  isFunction,
  lineOf,
  openCode,
  reindent,
  statementAround,
  textOf,
} from '../code/code.js'
import { declaredIn, freeNames } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'money/oversold',
  for: ['money/oversold'],
  title: 'Takes an amount only where so much is left',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const taking = code && takingAt(code, finding.at.line)
    const edits = taking && conditional(code, taking)
    if (!edits) return
    yield {
      title: `Take no more than is left in ${finding.route ?? 'it'}`,
      says: `\`${taking.field}\` is lowered only where it is still enough: of two requests at once one is refused.`,
      edits,
      files: [],
    }
  },
})

interface Taking {
  readonly call: Node
  readonly statement: Node
  readonly where: Node
  readonly field: string
  readonly amount: Node
}

/** `await prisma.product.update({ where: { id }, data: { stock: { decrement: n } } })`, of which nobody reads what comes back. */
function takingAt(code: Code, line: number): Taking | undefined {
  for (const call of findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'update')) {
    const callee = call.callee as Node
    if (line < lineOf(code, call.start) || line > lineOf(code, callee.end)) continue
    const statement = statementAround(code, call)
    const awaited = statement?.type === 'ExpressionStatement' ? (statement.expression as Node) : undefined
    if (!statement || awaited?.type !== 'AwaitExpression' || awaited.argument !== call) continue
    const parts = propertiesOf((call.arguments as Node[])[0])
    const where = parts?.get('where')
    const data = propertiesOf(parts?.get('data'))
    const by = propertiesOf(where)
    // What else an update takes, and keys of several columns, `updateMany` does not. https://www.prisma.io/docs/orm/reference/prisma-client-reference#updatemany
    if (!where || !by || !data || parts!.size !== 2 || [...by.values()].some(one => one.type === 'ObjectExpression')) continue
    const [[field, change] = [], ...rest] = data
    const amount = change && propertiesOf(change)?.get('decrement')
    const isPlain = rest.every(([, value]) => value.type !== 'ObjectExpression')
    if (!field || by.has(field) || by.size === 0 || !amount || !isPlain || !/^(?:Identifier|MemberExpression|Literal)$/.test(amount.type))
      continue
    return { call, statement, where, field, amount }
  }
  return undefined
}

/** Fields that are written out, by name; nothing where one is spread or computed. */
function propertiesOf(node: Node | undefined): ReadonlyMap<string, Node> | undefined {
  if (node?.type !== 'ObjectExpression') return undefined
  const found = new Map<string, Node>()
  for (const one of node.properties as Node[]) {
    const name = one.type === 'Property' && one.computed !== true ? nameOf(one) : undefined
    if (!name) return undefined
    found.set(name, one.value as Node)
  }
  return found
}

function conditional(code: Code, taking: Taking): readonly Edit[] | undefined {
  const { call, statement, where, field, amount } = taking
  const fn = functionAround(code, statement)
  const refusal = fn && refusalFor(code, taking, fn)
  const outer = [...above(code, statement)].filter(isFunction).at(-1)
  const name = ['count', 'taken'].find(one => outer && !declaredIn([outer]).has(one))
  if (!refusal || !name) return undefined
  const { semi } = code.style
  const margin = indentAt(code, statement.start)
  const last = (where.properties as Node[]).at(-1)!
  const lines = textOf(code, where).includes('\n') ? `,\n${indentAt(code, last.start)}` : ', '
  const property = (call.callee as Node).property as Node
  const bound = name === 'count' ? '{ count }' : `{ count: ${name} }`
  const text = reindent(textOf(code, refusal), indentAt(code, refusal.start), margin)
  return [
    { file: code.path, start: statement.start, end: statement.start, text: `const ${bound} = ` },
    { file: code.path, start: property.start, end: property.end, text: 'updateMany' },
    { file: code.path, start: last.end, end: last.end, text: `${lines}${field}: { gte: ${textOf(code, amount)} }` },
    {
      file: code.path,
      start: statement.end,
      end: statement.end,
      text: `\n${margin}if (${name} === 0) ${text}${/[;}]$/.test(text) ? '' : semi}`,
    },
  ]
}

/** What is done today where too little is left, if it can be done here as well: nothing else was written that would stay. */
function refusalFor(code: Code, { statement, field }: Taking, fn: Node): Node | undefined {
  const around = [...above(code, statement)]
  const isUndone = around.some(one => one.type === 'CallExpression' && /^\$?transaction$/.test(nameOf(one.callee) ?? ''))
  const asked = findNodes(
    code,
    node =>
      node.type === 'IfStatement' &&
      !node.alternate &&
      node.end <= statement.start &&
      around.some(one => isFunction(one) && one.start <= node.start && node.end <= one.end) &&
      findNodes(code, one => one.type === 'BinaryExpression' && /^[<>]=?$/.test(String(one.operator)), node.test as Node).some(
        compare => findNodes(code, one => one.type === 'MemberExpression' && nameOf(one) === field, compare).length > 0,
      ),
  ).at(-1)
  const consequent = asked?.consequent as Node | undefined
  const only = consequent?.type === 'BlockStatement' ? (consequent.body as Node[]) : consequent ? [consequent] : []
  const [leaves] = only
  if (!asked || !leaves || only.length !== 1 || !/^(?:Throw|Return)Statement$/.test(leaves.type)) return undefined
  if (leaves.type === 'ReturnStatement' && functionAround(code, asked) !== fn) return undefined
  const isAgain = around.some(one => /^(?:For|While|DoWhile)/.test(one.type) && one.start > fn.start)
  const before = findNodes(
    code,
    node =>
      node.type === 'CallExpression' && WRITES.test(nameOf(node.callee) ?? '') && node.start > asked.end && node.end < statement.start,
  )
  if ((isAgain || before.length > 0) && !(isUndone && leaves.type === 'ThrowStatement')) return undefined
  return [...freeNames([leaves])].every(name => isSeen(code, around, statement, name)) ? consequent : undefined
}

const WRITES = /^(?:create\w*|update\w*|upsert|delete\w*|insert|send\w*|\$executeRaw\w*)$/

/** Declared outside of every function around, or above the statement in a block that holds it. */
function isSeen(code: Code, around: readonly Node[], statement: Node, name: string): boolean {
  const outer = around.filter(isFunction).at(-1)
  if (!outer || !declaredIn([outer]).has(name)) return true
  return around.some(one => {
    if (isFunction(one)) return declaredIn([{ ...one, body: undefined } as unknown as Node]).has(name)
    if (one.type !== 'BlockStatement') return false
    const above = (one.body as Node[]).filter(each => each.end <= statement.start && each.type === 'VariableDeclaration')
    return declaredIn(above).has(name)
  })
}
