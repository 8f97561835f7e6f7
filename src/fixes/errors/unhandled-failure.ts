import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, indentAt, isFunction, lineOf, openCode, reindent } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { usesRequire } from '../code/bindings.js'
import { defineFix, type Edit } from '../fix.js'
import { quoted } from '../code/style.js'

/** More handlers than this are not rewritten one by one. */
const FEW = 3

export default defineFix({
  id: 'errors/unhandled-failure',
  for: ['errors/unhandled-failure'],
  title: 'Hands an error on to the handler of errors',
  *patches({ finding, source }) {
    const functions = new Map<Node, Code>()
    for (const { at } of finding.trail) {
      const code = openCode(source, at.file)
      const fn = code && handlerAt(code, at.line)
      if (code && fn && !isCaught(fn)) functions.set(fn, code)
    }
    const words = { title: `Answer when ${finding.route ?? 'a handler'} fails`, files: [] }
    const edits = [...functions].map(([fn, code]) => caught(code, fn))
    if (functions.size > 0 && functions.size <= FEW && edits.every(one => one !== undefined))
      yield { ...words, says: 'What goes wrong is handed to the handler of errors, so that people get an answer.', edits: edits.flat() }
    const once = everywhere(source)
    if (once)
      yield {
        ...words,
        title: 'Answer when a handler fails',
        says: 'Express hands every rejected promise to the handler of errors, as its version 5 does by itself.',
        edits: once,
        dependencies: { 'express-async-errors': '3.1.1' },
      }
  },
})

/** The function of a route or a middleware around a line. */
function handlerAt(code: Code, line: number): Node | undefined {
  const inner = findNodes(code, node => isFunction(node) && lineOf(code, node.start) <= line && line <= lineOf(code, node.end)).at(-1)
  return (
    inner &&
    [inner, ...above(code, inner)].find(one => isFunction(one) && /^_?(?:req|request)$/.test(nameOf((one.params as Node[])[0]) ?? ''))
  )
}

function isCaught(fn: Node): boolean {
  const body = fn.body as Node
  const statements = body.type === 'BlockStatement' ? (body.body as Node[]) : []
  return statements.at(-1)?.type === 'TryStatement'
}

/** The body in a `try`, and `next(error)` below it. */
function caught(code: Code, fn: Node): readonly Edit[] | undefined {
  const body = fn.body as Node
  const params = fn.params as Node[]
  const [, response, third] = params
  const next = third ? nameOf(third) : 'next'
  const statements = body.type === 'BlockStatement' ? (body.body as Node[]) : []
  const first = statements[0]
  if (
    fn.async !== true ||
    !next ||
    !response ||
    !first ||
    response.typeAnnotation ||
    !code.text.slice(body.start, first.start).includes('\n')
  )
    return undefined
  const margin = indentAt(code, first.start)
  const { indent, semi } = code.style
  const inner = reindent(code.text.slice(first.start, statements.at(-1)!.end), margin, margin + indent)
  return [
    ...(third ? [] : [{ file: code.path, start: response.end, end: response.end, text: `, ${next}` }]),
    {
      file: code.path,
      start: first.start,
      end: statements.at(-1)!.end,
      text: `try {\n${margin}${indent}${inner}\n${margin}} catch (error) {\n${margin}${indent}${next}(error)${semi}\n${margin}}`,
    },
  ]
}

/** https://www.npmjs.com/package/express-async-errors: loaded once, right after Express. */
function everywhere(source: Source): readonly Edit[] | undefined {
  for (const file of source.files) {
    if (file.kind !== 'code' || !/=\s*express\(\)/.test(file.text())) continue
    const code = openCode(source, file.path)
    const binding = code && /^(?:import .*|const .*require\()["']express["']\)?;?$/m.exec(code.text)
    if (!code || !binding || !importEdits(code, [])) continue
    const name = quoted(code.style, 'express-async-errors')
    const line = usesRequire(code) ? `require(${name})` : `import ${name}`
    const end = binding.index + binding[0].length
    return [{ file: code.path, start: end, end, text: `\n${line}${code.style.semi}` }]
  }
  return undefined
}
