import { dotted, nameOf, type Node } from '#source/tree'
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
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'sessions/session-fixation',
  for: ['sessions/session-fixation'],
  title: 'Gives whoever signs in a session of their own',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const edits = code && renewed(code, finding.at.line)
    if (!edits) return
    yield {
      title: `Begin a new session when ${finding.route ?? 'somebody'} signs in`,
      says: 'The session gets a new id before it says who is signed in, so that an id planted before is worth nothing.',
      edits,
      files: [],
    }
  },
})

/** `req.session.user = …` and what follows it, in the callback of `req.session.regenerate`. */
function renewed(code: Code, line: number): readonly Edit[] | undefined {
  const assigned = findNodes(
    code,
    node =>
      node.type === 'AssignmentExpression' && lineOf(code, node.start) === line && /(?:^|\.)session\.\w+$/.test(dotted(node.left) ?? ''),
  )[0]
  const first = assigned && statementAround(code, assigned)
  const block = first && code.parents.get(first)
  const fn = first && functionAround(code, first)
  if (!first || !fn || block?.type !== 'BlockStatement') return undefined
  const session = dotted(assigned.left)!.split('.').slice(0, -1).join('.')
  const statements = block.body as Node[]
  const rest = statements.slice(statements.indexOf(first))
  const text = code.text.slice(first.start, rest.at(-1)!.end)
  // What is awaited there would be waited for by nobody, and what the old session held would be gone.
  const isBound = findNodes(code, node => node.type === 'AwaitExpression', block).some(node => node.start >= first.start)
  const reads = findNodes(code, node => dotted(node)?.startsWith(`${session}.`) === true, block).filter(
    node => node.start >= first.start && !isTarget(code, node),
  )
  if (isBound || reads.length > 0) return undefined
  // A callback of the database has parameters of its own.
  const handler = [fn, ...above(code, fn)].find(one => isFunction(one) && nameOf((one.params as Node[])[0]) === session.split('.')[0])
  const [response, next] = ((handler?.params as Node[] | undefined) ?? []).slice(1).map(one => nameOf(one))
  const error = new RegExp('\\berror\\b').test(code.text) ? 'error' : 'err'
  const margin = indentAt(code, first.start)
  const { indent, semi } = code.style
  const refusal = next ? `return ${next}(${error})` : response ? `return ${response}.sendStatus(500)` : undefined
  if (!refusal) return undefined
  const inner = reindent(text, margin, margin + indent)
  return [
    {
      file: code.path,
      start: first.start,
      end: rest.at(-1)!.end,
      text: `${session}.regenerate(${parameter(code, error)} => {\n${margin}${indent}if (${error}) ${refusal}${semi}\n${margin}${indent}${inner}\n${margin}})${semi}`,
    },
  ]
}

/** Written to, or asked to do something. */
function isTarget(code: Code, node: Node): boolean {
  let top = node
  for (let parent = code.parents.get(top); parent?.type === 'MemberExpression'; parent = code.parents.get(top)) top = parent
  const parent = code.parents.get(top)
  return (
    (parent?.type === 'AssignmentExpression' && parent.left === top) ||
    (parent?.type === 'CallExpression' && parent.callee === top && /\.save$/.test(textOf(code, top)))
  )
}

const parameter = (code: Code, name: string): string =>
  /[(,]\s*\w+ =>/.test(code.text) && !/\(\w+\) =>/.test(code.text) ? name : `(${name})`
