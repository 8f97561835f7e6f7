import type { Place } from '#base/place'
import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { above, callsAt, type Code, findNodes, functionAround, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { chained, chainOf } from '../idiom/query.js'

export default defineFix({
  id: 'errors/unread-error',
  for: ['errors/unread-error'],
  title: 'Lets a write that failed end the request',
  *patches({ finding, model, source }) {
    const places = finding.trail.length > 0 ? finding.trail.map(step => step.at) : [finding.at]
    const edits = places.map(at => thrown(at, source, model.routes))
    if (!edits.every(one => one !== undefined)) return
    yield {
      title: `Stop ${finding.route ?? 'what goes on'} where a write fails`,
      says: 'What the database refuses is thrown, and whoever asked is told that it did not work.',
      edits,
      files: [],
    }
  },
})

/** `.throwOnError()` at the end of a chain that is awaited for nothing, where something answers for what is thrown. */
function thrown(at: Place, source: Source, routes: readonly Route[]): Edit | undefined {
  const code = openCode(source, at.file)
  const call = code && callsAt(code, at.line).find(node => nameOf(node.callee) === 'from' || WRITES.test(nameOf(node.callee) ?? ''))
  const chain = call && chainOf(code, call)
  const statement = chain && statementAround(code, chain)
  if (!code || !chain || statement?.type !== 'ExpressionStatement') return undefined
  const awaited = statement.expression as Node
  if (awaited.type !== 'AwaitExpression' || awaited.argument !== chain) return undefined
  if (isMeantToFail(code, statement) || hasBegun(code, statement) || !isAnswered(code, statement, routes)) return undefined
  return chained(code, chain, 'throwOnError()')
}

const WRITES = /^(?:insert|update|upsert|delete)$/

/** The author says that the rest may go on without it. */
const isMeantToFail = (code: Code, statement: Node): boolean => {
  const before = code.text.slice(0, statement.start).trimEnd().split('\n').at(-1) ?? ''
  return /^\s*(?:\/\/|\*|\/\*).*(?:best.?effort|optional|ignore|non.?(?:critical|blocking|fatal)|not critical|fire.and.forget)/i.test(
    before,
  )
}

/** A row is added above: whoever is told that it failed adds it again. */
function hasBegun(code: Code, statement: Node): boolean {
  const fn = functionAround(code, statement)
  const earlier = findNodes(code, node => node.type === 'CallExpression' && node.end < statement.start, fn ?? code.tree)
  return earlier.some(node => /^(?:insert|upsert|create|send|charge|capture|refund)$/.test(nameOf(node.callee) ?? ''))
}

/** A `catch` that answers or throws; else a framework that does so itself. */
function isAnswered(code: Code, statement: Node, routes: readonly Route[]): boolean {
  const fn = functionAround(code, statement)
  const tries = [...above(code, statement)].filter(one => one.type === 'TryStatement' && fn !== undefined && one.start > fn.start)
  const around = tries.find(one => {
    const block = one.block as Node
    return block.start <= statement.start && statement.end <= block.end
  })
  if (around) {
    const handler = around.handler as Node | null
    const says = handler && findNodes(code, node => /^(?:Return|Throw)Statement$/.test(node.type), handler)
    return (
      says !== null && says.some(one => one.type === 'ThrowStatement' || /\b5\d\d\b|error|fail|success: false/i.test(textOf(code, one)))
    )
  }
  // A function that others call leaves it to them, who may not expect it.
  return (
    fn !== undefined &&
    routes.some(
      ({ framework, kind, at }) => framework === 'next' && kind !== 'page' && at.file === code.path && at.line === lineOf(code, fn.start),
    )
  )
}
