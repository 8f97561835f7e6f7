import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, isFunction, lineOf, openCode, textOf } from '../code/code.js'
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
    const places = placesOf(finding, source)
    const [first] = [
      ...places.flatMap(({ code, line }) => {
        const made = guessable(code, line)
        return made ? [{ code, made }] : []
      }),
      ...places.flatMap(({ code, line }) => calledMaker(code, line, source) ?? []),
    ]
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

/** `makeToken('invite')` of another file: what that function returns. */
function calledMaker(code: Code, line: number, source: Source): { readonly code: Code; readonly made: Node } | undefined {
  const at = findNodes(code, node => lineOf(code, node.start) === line).at(-1)
  const fn = at && functionAround(code, at)
  for (const call of fn
    ? findNodes(code, node => node.type === 'CallExpression' && /token|code|secret|otp/i.test(nameOf(node.callee) ?? ''), fn)
    : []) {
    const name = nameOf(call.callee)!
    const file = source.files.find(
      one =>
        one.kind === 'code' &&
        new RegExp(`(?:function\\s+|const\\s+)${name}\\b`).test(one.text()) &&
        /Math\.random\(|Date\.now\(/.test(one.text()),
    )
    const other = file && openCode(source, file.path)
    const maker = other && findNodes(other, node => isFunction(node) && nameOf(node.id ?? other.parents.get(node)?.id) === name)[0]
    const answer = maker && findNodes(other, node => node.type === 'ReturnStatement', maker)
    const value = answer?.length === 1 ? (answer[0]!.argument as Node | null) : undefined
    if (!other || !value || !/Math\.random\(|Date\.now\(/.test(textOf(other, value))) continue
    // What stands before it in a template stays.
    const parts = value.type === 'TemplateLiteral' ? (value.expressions as Node[]) : [value]
    const made = parts.find(one => /Math\.random\(|Date\.now\(/.test(textOf(other, one)))
    if (made) return { code: other, made }
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
