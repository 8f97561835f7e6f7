import { isBalanceField } from '#model/read/money'
import { routeNamed } from '#model/read/route'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { above, aboveComments, type Code, findNodes, indentAt, lineOf, statementAround, textOf } from '../code/code.js'
import { declaredIn, freeNames } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { edgeFunction, type EdgeFunction } from '../idiom/edge-function.js'
import { refusalIn } from '../idiom/edge-refusal.js'
import { chainOf, inChain, openHandler } from '../idiom/query.js'
import { takenAs } from '../idiom/supabase-data.js'

export default defineFix({
  id: 'money/stale-balance',
  for: ['money/missing-transaction'],
  title: 'Takes an amount from a balance before the money leaves, and only while the balance is the one that was read',
  *patches({ finding, model, source }) {
    const edge = edgeFunction(openHandler(routeNamed(model.routes, finding.route), source), source)
    const stale = edge && staleIn(edge.handler.code, edge.fn)
    const edits = stale && edge.handler.code.path === finding.at.file ? compared(edge, stale, finding.at.line) : undefined
    if (!edits) return
    yield {
      title: `Spend no balance twice in ${finding.route}`,
      says: `\`${stale!.field}\` is changed only while it is what was read before, and before the money leaves: of two requests at once one is refused. What could not be paid goes back.`,
      edits,
      files: [],
    }
  },
})

interface Stale {
  readonly field: string
  /** `wallet.balance_cents` */
  readonly old: string
  /** `wallet.balance_cents - amount` */
  readonly left: Node
  readonly chain: Node
  readonly statement: Node
  /** Nothing else is changed with it. */
  readonly isOnly: boolean
  /** The refusal where the write fails, right below. */
  readonly refusal: Node | undefined
}

/** `.update({ balance: wallet.balance - amount }).eq('user_id', user.id)`. */
function staleIn(code: Code, fn: Node): Stale | undefined {
  for (const update of findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'update', fn)) {
    const [data] = update.arguments as Node[]
    const property = data?.type === 'ObjectExpression' ? (data.properties as Node[])[0] : undefined
    const left = property?.value as Node | undefined
    const field = property && nameOf(property)
    const chain = chainOf(code, update)
    const statement = statementAround(code, update)
    if (!field || !isBalanceField(field) || left?.type !== 'BinaryExpression' || left.operator !== '-' || !statement) continue
    const old = left.left as Node
    const isOwn = old.type === 'MemberExpression' && nameOf(old) === field
    const isFiltered = inChain(code, chain, /^eq$/).length > 0 && inChain(code, chain, /^select$/).length === 0
    if (!isOwn || !isFiltered || !isAlone(code, chain, statement)) continue
    const error = takenAs(statement, 'error')
    const siblings = code.parents.get(statement)!.body as Node[]
    const next = siblings[siblings.indexOf(statement) + 1]
    const refusal = error && next?.type === 'IfStatement' && textOf(code, next.test as Node) === error ? next : undefined
    if (error && !refusal) continue
    const isOnly = (data!.properties as Node[]).length === 1
    return { field, old: textOf(code, old), left, chain, statement, isOnly, refusal }
  }
  return undefined
}

/** `await …` and nothing more, but for an error that is taken out. */
function isAlone(code: Code, chain: Node, statement: Node): boolean {
  const awaited = code.parents.get(chain)
  if (awaited?.type !== 'AwaitExpression') return false
  if (statement.type === 'ExpressionStatement') return statement.expression === awaited
  return statement.type === 'VariableDeclaration' && takenAs(statement, 'data') === undefined
}

function compared({ handler: { code }, fn }: EdgeFunction, stale: Stale, line: number): readonly Edit[] | undefined {
  const { statement, refusal, chain, field, old, left, isOnly } = stale
  const block = code.parents.get(statement)!.body as Node[]
  const pays = block.find(one => lineOf(code, one.start) <= line && line <= lineOf(code, one.end))
  const anchor = pays && block.indexOf(pays) < block.indexOf(statement) ? pays : statement
  const names = declaredIn([fn])
  const known = declaredIn(block.slice(0, block.indexOf(anchor)))
  const isReady = [...freeNames([chain])].every(name => !names.has(name) || known.has(name) || isOutside(code, statement, name))
  const inTry = [...above(code, anchor)].some(one => one.type === 'TryStatement' && one.start > fn.start)
  const busy = refusalIn(code, fn, anchor, { status: 409, says: 'Please try again' })
  if (!isReady || !inTry || !busy || names.has('taken') || names.has('takenError')) return undefined
  const { semi, indent } = code.style
  const q = (text: string): string => quoted(code.style, text)
  const margin = indentAt(code, anchor.start)
  const last = inChain(code, chain, /^eq$/).find(one => one.end === chain.end)
  const column = literalOf((inChain(code, chain, /^eq$/)[0]!.arguments as Node[])[0])
  if (!last || typeof column !== 'string') return undefined
  const whole = textOf(code, chain)
  const dot = /\n[ \t]*$/.exec(code.text.slice(0, ((last.callee as Node).property as Node).start - 1))?.[0] ?? ''
  const lines = [
    `const { data: taken, error: takenError } = await ${whole}${dot}.eq(${q(field)}, ${old})${dot}.select(${q(column)})${semi}`,
    `if (takenError) throw takenError${semi}`,
    `if (taken.length === 0) ${busy}`,
  ]
  const made = lines.join(`\n${margin}`)
  const end = (refusal ?? statement).end
  if (anchor === statement) return [{ file: code.path, start: statement.start, end, text: made }]
  const call = paying(code, anchor)
  // Only what throws gives the amount back, and only the amount.
  const between = block.slice(block.indexOf(anchor), block.indexOf(statement))
  const isLeft = between.some(one => findNodes(code, node => /^(?:Return|Throw)Statement$/.test(node.type), one).length > 0)
  if (!call || !isOnly || isLeft) return undefined
  // What was taken comes back in the same way, where nobody else was there since.
  const inner = margin + indent
  const back = whole.replace(textOf(code, left), old)
  const given = `.catch(async (failure) => {\n${inner}// Nothing was paid: the amount goes back\n${inner}const { error: backError } = await ${back.replaceAll('\n', `\n${indent}`)}${dot && `${dot}${indent}`}.eq(${q(field)}, ${textOf(code, left)})${semi}\n${inner}if (backError) throw backError${semi}\n${inner}throw failure${semi}\n${margin}})`
  const start = aboveComments(code, statement.start)
  const gap = /^[ \t]*(?:\r?\n)?(?:[ \t]*\r?\n)?/.exec(code.text.slice(end))![0]
  const head = /[ \t]*$/.exec(code.text.slice(0, start))![0].length
  const at = aboveComments(code, anchor.start)
  return [
    {
      file: code.path,
      start: at,
      end: at,
      text: `// The amount leaves the balance first, while it is what was read\n${margin}${made}\n\n${margin}`,
    },
    { file: code.path, start: call.end, end: call.end, text: given },
    { file: code.path, start: start - head, end: end + gap.length, text: '' },
  ]
}

/** Declared around the block, or at the top of the file. */
const isOutside = (code: Code, statement: Node, name: string): boolean =>
  [...above(code, statement)].some(one => one.type === 'BlockStatement' && one !== code.parents.get(statement) && declaredAt(one, name))

const declaredAt = (block: Node, name: string): boolean =>
  declaredIn((block.body as Node[]).filter(one => one.type === 'VariableDeclaration')).has(name)

/** `await stripe.transfers.create(…)`, which throws where nothing was paid; `fetch` answers. */
function paying(code: Code, statement: Node): Node | undefined {
  const awaited = findNodes(code, node => node.type === 'AwaitExpression', statement)
  const call = awaited[0]?.argument as Node | undefined
  const isStripe = /^(?:this\.)?stripe\.\w/i.test(dotted(call?.callee) ?? '')
  return awaited.length === 1 && call?.type === 'CallExpression' && isStripe ? call : undefined
}
