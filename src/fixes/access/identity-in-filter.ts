import { nameOf as routeName, routeNamed } from '#model/read/route'
import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, statementAround } from '../code/code.js'
import { patternNames } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { type Caller, callerIn } from '../idiom/caller.js'
import { openHandler } from '../idiom/query.js'

export default defineFix({
  id: 'access/identity-in-filter',
  for: ['access/client-supplied-identity'],
  title: 'Looks for the rows of whoever is signed in, not of whom the request names',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openHandler(route, source)
    const field = /from `body\.(\w+)`/.exec(finding.message)?.[1]
    if (!field || !route || !handler?.fn || handler.code.path !== finding.at.file) return
    const named = takenOut(handler.code, handler.fn, field)
    const caller = named && callerIn(handler, source)
    if (!named || !caller || !isFilteredBy(handler.code, handler.fn, named) || !isKnownAt(handler.code, handler.fn, named, caller)) return
    yield {
      title: `Take ${field} in ${routeName(route)} from the session`,
      says: `\`${routeName(route)}\` reads what belongs to the signed-in user, whatever the request says.`,
      edits: [...caller.edits, ...given(handler.code, named, caller.text)],
      files: [],
    }
  },
})

/** `userId` in `const { userId } = await req.json()`. */
function takenOut(code: Code, fn: Node, field: string): Node | undefined {
  return findNodes(
    code,
    node =>
      node.type === 'Property' &&
      (node.value as Node).type === 'Identifier' &&
      nameOf(node) === field &&
      code.parents.get(node)?.type === 'ObjectPattern' &&
      code.parents.get(code.parents.get(node)!)?.type === 'VariableDeclarator',
    fn,
  )[0]
}

/** Nothing but a filter asks for it: who else's account is acted on is another question. */
function isFilteredBy(code: Code, fn: Node, named: Node): boolean {
  const name = nameOf(named.value)
  const uses = findNodes(
    code,
    node => node.type === 'Identifier' && node.name === name && (node.start < named.start || node.end > named.end),
    fn,
  )
  return uses.length > 0 && uses.every(use => /\.(?:eq|match)\([^()]*$/.test(code.text.slice(0, use.start)))
}

/** Who is calling is found out above, not below. */
function isKnownAt(code: Code, fn: Node, named: Node, { text, edits }: Caller): boolean {
  const root = text.split('.')[0]!
  const own = findNodes(code, node => node.type === 'VariableDeclarator' && patternNames(node.id as Node).has(root), fn)
  const isLater = (at: number): boolean => at > named.start && at < fn.end
  return !own.some(one => isLater(one.start)) && !edits.some(one => one.file === code.path && isLater(one.start))
}

/** The name stays, and says who is signed in. */
function given(code: Code, named: Node, caller: string): readonly Edit[] {
  const pattern = code.parents.get(named)!
  const statement = statementAround(code, named)!
  const line = `const ${nameOf(named.value)!} = ${caller}${code.style.semi}`
  const parts = pattern.properties as Node[]
  const isAlone = parts.length === 1 && (statement.declarations as Node[]).length === 1
  // Where nothing else is taken out of the body, it need not be read.
  if (isAlone) return [{ file: code.path, start: statement.start, end: statement.end, text: line }]
  const index = parts.indexOf(named)
  const [start, end] = index === 0 ? [named.start, parts[1]!.start] : [parts[index - 1]!.end, named.end]
  return [
    { file: code.path, start, end, text: '' },
    { file: code.path, start: statement.end, end: statement.end, text: `\n${indentAt(code, statement.start)}${line}` },
  ]
}
