import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, lineOf, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { usesRequire } from '../code/bindings.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'

export default defineFix({
  id: 'input/path-traversal',
  for: ['input/path-traversal'],
  title: 'Takes the last part of a file name only',
  *patches({ finding, source }) {
    const [edits] = placesOf(finding, source).flatMap(({ code, line }) => {
      const found = based(code, line)
      return found ? [found] : []
    })
    if (!edits) return
    yield {
      title: 'Read files of the one folder only',
      says: 'Only the last part of the name counts, so that no name leads out of the folder.',
      edits,
      files: [],
    }
  },
})

/** `path.join(FOLDER, name)`: the name without the way. */
function based(code: Code, line: number): readonly Edit[] | undefined {
  const joins = findNodes(code, node => node.type === 'CallExpression' && /(?:^|\.)(?:join|resolve)$/.test(dotted(node.callee) ?? ''))
  const near = joins.filter(node => Math.abs(lineOf(code, node.start) - line) <= 3 && (node.arguments as Node[]).length >= 2)
  const join = near.toSorted((a, b) => Math.abs(lineOf(code, a.start) - line) - Math.abs(lineOf(code, b.start) - line))[0]
  const last = (join?.arguments as Node[] | undefined)?.at(-1)
  const isText = last?.type === 'CallExpression' && /^(?:String|decodeURIComponent)$/.test(dotted(last.callee) ?? '')
  if (!join || !last || literalOf(last) !== undefined || (last.type !== 'Identifier' && last.type !== 'MemberExpression' && !isText))
    return undefined
  const callee = join.callee as Node
  const object = callee.type === 'MemberExpression' ? nameOf(callee.object) : undefined
  const text = (basename: string): Edit => ({
    file: code.path,
    start: last.start,
    end: last.end,
    text: `${basename}(${textOf(code, last)})`,
  })
  if (object) return [text(`${object}.basename`)]
  const from = bindingsOf(code).get(nameOf(callee) ?? '')?.from
  const imports = from && !usesRequire(code) ? importEdits(code, [{ name: 'basename', kind: 'named', from }]) : undefined
  return imports && [...imports, text('basename')]
}
