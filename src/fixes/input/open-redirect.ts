import { nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, functionAround, indentAt, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'input/open-redirect',
  for: ['input/open-redirect'],
  title: 'Redirects to pages of the app only',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const edits = code && kept(code, finding.at.line)
    if (!edits) return
    yield {
      title: 'Redirect to pages of the app only',
      says: 'An address that is no path of the app leads to the first page instead.',
      edits,
      files: [],
    }
  },
})

/** A path that begins with one slash: neither another site nor one without its protocol. */
const OWN = String.raw`/^\/[a-zA-Z0-9]/`

function kept(code: Code, line: number): readonly Edit[] | undefined {
  const call = findNodes(code, node => node.type === 'CallExpression' && /redirect$/i.test(nameOf(node.callee) ?? '')).find(
    node => lineOf(code, node.start) <= line && line <= lineOf(code, node.end),
  )
  const target = call && (call.arguments as Node[]).at(-1)
  const statement = call && statementAround(code, call)
  if (!call || !target || !statement) return undefined
  const fn = functionAround(code, call)
  const given = source(code, target, fn)
  if (!given) return undefined
  const home = quoted(code.style, '/')
  if (given.type === 'Identifier') {
    const name = given.name as string
    const text = `${OWN}.test(${name}) ? ${name} : ${home}`
    return [{ file: code.path, start: given.start, end: given.end, text: inCall(code, given) ? text : `(${text})` }]
  }
  const text = textOf(code, given)
  const isText = /^(?:req|request|ctx)\.(?:query|body|params)\.\w+$/.test(text)
  if (!isText) return undefined
  const name = /\.(\w+)$/.exec(text)![1]!
  const fresh = new RegExp(`\\b${name}\\b(?!\\s*:)`).test(textOf(code, fn ?? code.tree).replaceAll(text, '')) ? `${name}Path` : name
  const parent = code.parents.get(statement)
  if (parent?.type !== 'BlockStatement' && parent?.type !== 'Program') return undefined
  // A query may hold a list as well, and the types say so.
  const isWhole = target === given || /^(?:String\()?[\w.]+(?:\s*(?:\|\||\?\?)\s*["'`]\/?["'`])?\)?$/.test(textOf(code, target))
  if (/\.[cm]?tsx?$/.test(code.path) && isWhole)
    return [
      {
        file: code.path,
        start: statement.start,
        end: statement.start,
        text: `const ${fresh} = String(${text} ?? ${quoted(code.style, '')})${code.style.semi}\n${indentAt(code, statement.start)}`,
      },
      { file: code.path, start: target.start, end: target.end, text: `${OWN}.test(${fresh}) ? ${fresh} : ${home}` },
    ]
  return [
    {
      file: code.path,
      start: statement.start,
      end: statement.start,
      text: `const ${fresh} = ${OWN}.test(${text}) ? ${text} : ${home}${code.style.semi}\n${indentAt(code, statement.start)}`,
    },
    { file: code.path, start: given.start, end: given.end, text: fresh },
  ]
}

const inCall = (code: Code, node: Node): boolean => {
  const parent = code.parents.get(node)
  return parent?.type === 'CallExpression' || parent?.type === 'NewExpression'
}

/** What the request chose, in the argument of the redirect: the name it was given, or the place it came from. */
function source(code: Code, target: Node, fn: Node | undefined): Node | undefined {
  const inner = findNodes(
    code,
    node => node.type === 'MemberExpression' && /^(?:req|request|ctx)\.(?:query|body|params)\.\w+$/.test(textOf(code, node)),
    target,
  )[0]
  if (inner) return inner
  for (const one of findNodes(code, node => node.type === 'Identifier', target)) {
    const parent = code.parents.get(one)
    if (parent?.type === 'MemberExpression') continue
    const declared = findNodes(
      code,
      node =>
        node.type === 'VariableDeclarator' &&
        nameOf(node.id) === one.name &&
        /(?:query|searchParams|body|params|get\()/.test(textOf(code, node)),
      fn ?? code.tree,
    )[0]
    if (declared && ![...above(code, one)].some(node => node.type === 'TemplateLiteral')) return one
  }
  return undefined
}
