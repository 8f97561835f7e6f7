import { routeNamed } from '#model/read/route'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, functionAround, indentAt, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { bindingsOf } from '../code/bindings.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { refusalIn } from '../idiom/edge-refusal.js'
import { openBody } from '../idiom/query.js'
import { refusal } from '../idiom/refusal.js'

export default defineFix({
  id: 'secrets/blank-secret',
  for: ['secrets/blank-secret'],
  title: 'Lets an unset secret open nothing',
  *patches({ finding, model, source }) {
    const code = openCode(source, finding.at.file)
    const name = finding.key.split(' ').at(-1)!
    if (!code) return
    const compared = withSecret(code, finding.at.line, name)
    const handler = openBody(routeNamed(model.routes, finding.route), source)
    const signed = compared
      ? undefined
      : refusedUnset(code, finding.at.line, name, (fn, before) => {
          const says = `${name} is not set`
          const written = refusalIn(code, fn, before, { status: 500, says: 'Not configured' })
          const response = handler?.route.framework === 'express' && handler.fn === fn ? nameOf((fn.params as Node[])[1]) : undefined
          if (written) return written
          if (response) return `return ${refusal(code, fn, response, 500, says, source)}${code.style.semi}`
          const answer = bindingsOf(code).has('NextResponse') ? 'NextResponse' : 'Response'
          return handler?.route.framework === 'next'
            ? `return new ${answer}(${quoted(code.style, 'Not configured')}, { status: 500 })${code.style.semi}`
            : undefined
        })
    const edits = compared ?? signed
    if (!edits) return
    yield {
      title: `Let nobody in where ${name} is unset`,
      says: `Without \`${name}\` nothing can be checked, and so nothing is believed.`,
      edits,
      files: [],
    }
  },
})

/** `process.env.X`, `Deno.env.get('X')`, whatever follows behind `||`. */
const readsIt = (code: Code, node: Node, name: string): boolean =>
  dotted(node)?.endsWith(`env.${name}`) === true ||
  (node.type === 'CallExpression' && dotted(node.callee) === 'Deno.env.get' && literalOf((node.arguments as Node[])[0]) === name) ||
  (node.type === 'LogicalExpression' && readsIt(code, node.left as Node, name))

/** The value that holds the variable: a name that the file gives it once, or the reading itself. */
function holdsIt(code: Code, node: Node, name: string): boolean {
  if (readsIt(code, node, name)) return true
  if (node.type !== 'Identifier') return false
  const made = findNodes(code, one => one.type === 'VariableDeclarator' && nameOf(one.id) === node.name)
  const init = made.length === 1 ? (made[0]!.init as Node | null) : null
  return init !== null && readsIt(code, init, name)
}

/** `token === secret` asks for the secret first; `token !== secret` refuses without it. */
function withSecret(code: Code, line: number, name: string): readonly Edit[] | undefined {
  const node = findNodes(
    code,
    one =>
      one.type === 'BinaryExpression' &&
      /^[!=]==?$/.test(one.operator as string) &&
      lineOf(code, one.start) <= line &&
      line <= lineOf(code, one.end),
  ).find(one => [one.left, one.right].some(side => (side as Node).type === 'Identifier' && holdsIt(code, side as Node, name)))
  const parent = node && code.parents.get(node)
  if (!node || !parent) return undefined
  const secret = textOf(
    code,
    [node.left as Node, node.right as Node].find(side => side.type === 'Identifier' && holdsIt(code, side, name))!,
  )
  const isEqual = !(node.operator as string).startsWith('!')
  const text = isEqual ? `${secret} && ${textOf(code, node)}` : `!${secret} || ${textOf(code, node)}`
  const joins = parent.type === 'LogicalExpression' ? parent.operator : parent.type === 'IfStatement' ? (isEqual ? '&&' : '||') : undefined
  const isSame = joins === (isEqual ? '&&' : '||')
  return [{ file: code.path, start: node.start, end: node.end, text: isSame ? text : `(${text})` }]
}

/** A signature that is checked with the secret: whoever calls is refused before, where there is none. */
function refusedUnset(
  code: Code,
  line: number,
  name: string,
  refused: (fn: Node, before: Node) => string | undefined,
): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    one => one.type === 'CallExpression' && lineOf(code, one.start) <= line && line <= lineOf(code, one.end),
  ).find(one => (one.arguments as Node[]).some(each => holdsIt(code, each, name)))
  const secret = call && (call.arguments as Node[]).find(each => holdsIt(code, each, name))
  const fn = call && functionAround(code, call)
  if (!call || !secret || !fn) return undefined
  const tried = [...above(code, call)].findLast(
    one => one.type === 'TryStatement' && one.start > fn.start && code.parents.get(code.parents.get(one)!) === fn,
  )
  const statement = tried ?? statementAround(code, call)
  const answer = statement && refused(fn, statement)
  if (!statement || !answer) return undefined
  const read = secret.type === 'LogicalExpression' ? (secret.left as Node) : secret
  const asked = textOf(code, read)
  const margin = indentAt(code, statement.start)
  const edits: Edit[] = [{ file: code.path, start: statement.start, end: statement.start, text: `if (!${asked}) ${answer}\n${margin}` }]
  // What was asked for needs nothing to fall back to; a function's answer is asked for again, and may be nothing to its types.
  if (secret.type === 'LogicalExpression' && read.type === 'MemberExpression')
    edits.push({ file: code.path, start: secret.start, end: secret.end, text: asked })
  return edits
}
