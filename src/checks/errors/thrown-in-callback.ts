import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { SourceFile } from '#source/source'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import { isSeed, isTest } from '../secrets/where.js'

const MARK = /\bthrow\s+[a-z_$][\w$]*\s*[;\n}]/i
const SCRIPTS = /(?:^|\/)(?:scripts?|bin|migrations?|tools|cli)\//i
/** Called by promises, lists and libraries that call back at once, or while the app starts. */
const CAUGHT =
  /^(?:then|catch|finally|map|forEach|filter|reduce|some|every|find\w*|sort|flatMap|each|Promise|on|once|verify|sign|listen|connect|authenticate|sync|use|describe|it|test|parse|replace|tap|pipe)$/
const STARTS = /^(?:init\w*|set_?up\w*|connect\w*|start\w*|seed\w*|migrate\w*|main|bootstrap|create\w*Tables?|ensure\w*Tables?|run)$/i

export default defineCheck({
  id: 'errors/thrown-in-callback',
  title: 'An error that is thrown in a callback ends the server',
  why: 'One lost connection or one odd value stops the process for every customer, and nobody gets an answer.',
  severity: 'medium',
  refs: ['CWE-248', 'CWE-755'],
  needs: ['source'],
  *find({ source }) {
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path) || isSeed(file.path) || SCRIPTS.test(file.path)) continue
      const text = file.text()
      if (!MARK.test(text) || !/err|\be\b/i.test(text)) continue
      const places = thrownIn(file)
      const [first] = places
      if (!first) continue
      const others = places.length - 1
      yield {
        at: first,
        certainty: 'likely',
        message: `\`${file.path}\` throws the error that a callback is handed${others ? `, in ${others + 1} places` : ''}: nothing can catch it, and the process ends.`,
        help: 'Pass the error on with `next(error)`, or answer with status 500 and return.',
        key: file.path,
        trail: places.slice(0, 40).map(at => ({ at, label: 'thrown where nothing catches it' })),
      }
    }
  },
})

/** `db.query(sql, (err, rows) => { if (err) throw err })`, in something that a request may run. */
function thrownIn(file: SourceFile): Place[] {
  const found: Place[] = []
  walkTree(treeOf(file), (node, parents) => {
    if (node.type !== 'ThrowStatement' || !isNode(node.argument) || node.argument.type !== 'Identifier') return
    const name = String(node.argument.name)
    const around = parents.flatMap((one, index) => (isFunction(one) ? [{ one, above: parents[index - 1] }] : []))
    const [inner] = around.slice(-1)
    // What catches inside of the same function catches this as well.
    if (!inner || isTried(parents, inner.one)) return
    const from = around.findLast(({ one }) => firstNameOf(one) === name)
    if (!from || !isCalledBack(from.one, from.above) || !isCalledBack(inner.one, inner.above)) return
    const outer = around.slice(0, around.indexOf(from))
    if (!outer.length || outer.some(({ one, above }) => STARTS.test(nameOf(one, above)) || isAtStart(above))) return
    const line = lineAt(file.text(), node.start)
    if (!found.some(at => at.line === line)) found.push({ file: file.path, line })
  })
  return found
}

const isFunction = (node: Node): boolean => /^(?:ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(node.type)

function firstNameOf(node: Node): string | undefined {
  const [first] = (node.params ?? []) as Node[]
  return first?.type === 'Identifier' && /^_?(?:e|err\w*|error\w*|\w+Err(?:or)?)$/.test(String(first.name)) ? String(first.name) : undefined
}

/** Handed to a call that will call it later, with nobody around it. Express's own error handlers have four parameters. */
function isCalledBack(node: Node, above: Node | undefined): boolean {
  if (above?.type !== 'CallExpression' || !(above.arguments as Node[]).includes(node)) return false
  return ((node.params ?? []) as Node[]).length < 4 && !CAUGHT.test(calleeOf(above))
}

function calleeOf(call: Node): string {
  const callee = call.callee as Node
  if (callee.type === 'Identifier') return String(callee.name)
  return callee.type === 'MemberExpression' && isNode(callee.property) ? String(callee.property.name ?? '') : ''
}

/** The name of a function, or of what it is kept in. */
function nameOf(node: Node, above: Node | undefined): string {
  if (isNode(node.id)) return String(node.id.name)
  return above?.type === 'VariableDeclarator' && isNode(above.id) ? String(above.id.name ?? '') : ''
}

const isAtStart = (above: Node | undefined): boolean =>
  above?.type === 'CallExpression' && /^(?:listen|connect|sync|authenticate|once|serialize)$/.test(calleeOf(above))

function isTried(parents: readonly Node[], within: Node): boolean {
  const inside = parents.slice(parents.lastIndexOf(within) + 1)
  return inside.some((one, index) => one.type === 'TryStatement' && isNode(one.handler) && inside[index + 1] === one.block)
}
