import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, functionAround, isFunction, lineOf, openCode, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { usesRequire } from '../code/bindings.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'

export default defineFix({
  id: 'input/path-traversal',
  for: ['input/path-traversal'],
  title: 'Takes the last part of a file name only',
  *patches({ finding, source }) {
    const places = placesOf(finding, source)
    const [edits] = [
      ...places.map(({ code, line }) => based(code, line)),
      ...places.map(({ code, line }) => elsewhere(code, line, source)),
    ].filter(one => one !== undefined)
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
  // `name || row.storedName`
  const isChoice = last?.type === 'LogicalExpression' && /^(?:\|\||\?\?)$/.test(last.operator as string)
  if (
    !join ||
    !last ||
    literalOf(last) !== undefined ||
    (last.type !== 'Identifier' && last.type !== 'MemberExpression' && !isText && !isChoice)
  )
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

/** The function that is called there joins the path: `fileService.resolve(id, req.query.path)`. */
function elsewhere(code: Code, line: number, source: Source): readonly Edit[] | undefined {
  const at = findNodes(code, node => lineOf(code, node.start) === line).at(-1)
  const fn = at && functionAround(code, at)
  for (const call of fn ? findNodes(code, node => node.type === 'CallExpression', fn) : []) {
    const name = nameOf(call.callee)
    if (!name || !/\.(?:query|body|params)\b/.test(textOf(code, call))) continue
    for (const file of source.files) {
      if (
        file.kind !== 'code' ||
        !new RegExp(`(?:function\\s+|const\\s+)${name}\\b`).test(file.text()) ||
        !/\.join\(|\.resolve\(/.test(file.text())
      )
        continue
      const other = openCode(source, file.path)
      const made = other && findNodes(other, node => isFunction(node) && nameOf(node.id ?? other.parents.get(node)?.id) === name)[0]
      const join =
        made && findNodes(other, node => node.type === 'CallExpression' && /\.(?:join|resolve)$/.test(dotted(node.callee) ?? ''), made)
      const edits = other && join?.length === 1 ? based(other, lineOf(other, join[0]!.start)) : undefined
      if (edits) return edits
    }
  }
  return undefined
}
