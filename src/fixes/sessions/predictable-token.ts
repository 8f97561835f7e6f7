import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, isFunction, lineOf, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { bindingsOf, usesRequire } from '../code/bindings.js'
import { quoted } from '../code/style.js'
import { defineFix } from '../fix.js'
import { functionBehind } from '../idiom/function-behind.js'
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
    const edits = first && drawn(first.code, first.made)
    if (!edits) return
    const { code, made } = first
    yield {
      title: 'Draw the token at random',
      says: NUMBER.test(textOf(code, made))
        ? 'The number is drawn by the system, so that the ones before do not tell the next one.'
        : 'The token is made of 32 random bytes, so that nobody can guess the next one.',
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
      // A row that is made, or a call that is given one, holds other things as well.
      findNodes(code, node => node.type === 'ObjectExpression' || isFunction(node), value).length === 0 &&
      !/expire/i.test(name)
    ) {
      // A number that is made into a text stays a number of as many digits: somebody types it.
      const number = findNodes(code, node => NUMBER.test(textOf(code, node)), value)[0]
      return number && AS_TEXT.test(textOf(code, value).replace(textOf(code, number), 'n')) ? number : value
    }
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
    const found = functionBehind(code, call.callee as Node, source)
    const [other, maker] = [found?.code, found?.fn]
    const number = other && maker && numberIn(other, maker)
    if (number) return { code: other, made: number }
    const answer = other && maker && findNodes(other, node => node.type === 'ReturnStatement', maker)
    const value = answer?.length === 1 ? (answer[0]!.argument as Node | null) : undefined
    if (!other || !value || !/Math\.random\(|Date\.now\(/.test(textOf(other, value))) continue
    // What stands before it in a template stays.
    const parts = value.type === 'TemplateLiteral' ? (value.expressions as Node[]) : [value]
    const made = parts.find(one => /Math\.random\(|Date\.now\(/.test(textOf(other, one)))
    if (made) return { code: other, made }
  }
  return undefined
}

/** A number of so many digits, which somebody has to type: `Math.floor(1000 + Math.random() * 9000)`. */
const NUMBER =
  /^Math\.floor\(\s*(?:(\d+)\s*\+\s*Math\.random\(\)\s*\*\s*(\d+)|Math\.random\(\)\s*\*\s*(\d+)\s*\+\s*(\d+)|Math\.random\(\)\s*\*\s*(\d+))\s*\)$/

/** What is left around it: `String(n)`, `n.toString()`, `` `${n}` ``. */
const AS_TEXT = /^(?:n|String\(n\)|n\.toString\(\)|\(n\)\.toString\(\)|`\$\{n\}`)$/

const numberIn = (code: Code, fn: Node): Node | undefined =>
  findNodes(code, node => node.type === 'CallExpression' && NUMBER.test(textOf(code, node)), fn)[0]

/** `randomInt(1000, 10000)`, where the number is the whole of it. */
function drawnNumber(text: string): string | undefined {
  const [, least, span, span2, least2, most] = NUMBER.exec(text) ?? []
  if (least && span) return `randomInt(${least}, ${Number(least) + Number(span)})`
  if (span2 && least2) return `randomInt(${least2}, ${Number(least2) + Number(span2)})`
  return most && `randomInt(${most})`
}

function drawn(
  code: Code,
  made: Node,
): { readonly imports: NonNullable<ReturnType<typeof importEdits>>; readonly text: string } | undefined {
  const hex = quoted(code.style, 'hex')
  const call = drawnNumber(textOf(code, made)) ?? `randomBytes(32).toString(${hex})`
  const known = [...bindingsOf(code).values()].find(one => /^(?:node:)?crypto$/.test(one.from) && one.kind !== 'named')
  if (known) return { imports: [], text: `${known.name}.${call}` }
  const [from] = [...bindingsOf(code).values()].filter(one => /^(?:node:)?crypto$/.test(one.from)).map(one => one.from)
  const imports = importEdits(code, [
    usesRequire(code)
      ? { name: 'crypto', kind: 'default', from: from ?? 'crypto' }
      : { name: call.slice(0, call.indexOf('(')), kind: 'named', from: from ?? 'node:crypto' },
  ])
  return imports && { imports, text: `${usesRequire(code) ? 'crypto.' : ''}${call}` }
}
