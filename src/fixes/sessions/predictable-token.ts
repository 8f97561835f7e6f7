import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, lineOf, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { bindingsOf, usesRequire } from '../code/bindings.js'
import { quoted } from '../code/style.js'
import { defineFix } from '../fix.js'
import { placesOf } from '../idiom/places.js'

export default defineFix({
  id: 'sessions/predictable-token',
  for: ['sessions/predictable-token'],
  title: 'Makes tokens that nobody can guess',
  *patches({ finding, source }) {
    // What is stored in one function is often made in the one that calls it.
    const [first] = placesOf(finding, source).flatMap(({ code, line }) => {
      const made = guessable(code, line)
      return made ? [{ code, made }] : []
    })
    const edits = first && drawn(first.code)
    if (!edits) return
    const { code, made } = first
    yield {
      title: 'Draw the token at random',
      says: 'The token is made of 32 random bytes, so that nobody can guess the next one.',
      edits: [...edits.imports, { file: code.path, start: made.start, end: made.end, text: edits.text }],
      files: [],
    }
  },
})

/** The value that is made of the time and `Math.random`, in the function that stores it. */
function guessable(code: Code, line: number): Node | undefined {
  const at = findNodes(code, node => lineOf(code, node.start) === line).at(-1)
  const fn = at && functionAround(code, at)
  const values = findNodes(
    code,
    node => (node.type === 'VariableDeclarator' && node.init !== null) || node.type === 'Property' || node.type === 'AssignmentExpression',
    fn ?? code.tree,
  )
  for (const one of values) {
    const value = (one.init ?? one.value ?? one.right) as Node
    const name = nameOf(one.id ?? one.left ?? one) ?? ''
    if (
      /token|code|secret|key|otp/i.test(name) &&
      /Math\.random\(|Date\.now\(/.test(textOf(code, value)) &&
      value.type !== 'ObjectExpression' &&
      !/Function/.test(value.type) &&
      !/expire/i.test(name)
    )
      return value
  }
  return undefined
}

function drawn(code: Code): { readonly imports: NonNullable<ReturnType<typeof importEdits>>; readonly text: string } | undefined {
  const hex = quoted(code.style, 'hex')
  const known = [...bindingsOf(code).values()].find(one => /^(?:node:)?crypto$/.test(one.from) && one.kind !== 'named')
  if (known) return { imports: [], text: `${known.name}.randomBytes(32).toString(${hex})` }
  const [from] = [...bindingsOf(code).values()].filter(one => /^(?:node:)?crypto$/.test(one.from)).map(one => one.from)
  const imports = importEdits(code, [
    usesRequire(code)
      ? { name: 'crypto', kind: 'default', from: from ?? 'crypto' }
      : { name: 'randomBytes', kind: 'named', from: from ?? 'node:crypto' },
  ])
  return imports && { imports, text: `${usesRequire(code) ? 'crypto.' : ''}randomBytes(32).toString(${hex})` }
}
