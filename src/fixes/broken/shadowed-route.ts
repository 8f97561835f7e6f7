import type { Node } from '#source/tree'
import { aboveComments, type Code, findNodes, lineOf, openCode } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'broken/shadowed-route',
  for: ['broken/shadowed-route'],
  title: 'Registers a route before the one that took its requests',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const [first] = finding.trail
    const edits = code && first?.at.file === code.path ? moved(code, finding.at.line, first.at.line) : undefined
    if (!edits) return
    yield {
      title: `Let ${finding.route ?? 'the route'} be reached`,
      says: `\`${finding.route}\` is registered first, so that its own handler answers.`,
      edits,
      files: [],
    }
  },
})

function moved(code: Code, from: number, to: number): readonly Edit[] | undefined {
  const at = (line: number): Node | undefined =>
    findNodes(code, node => node.type === 'ExpressionStatement' && lineOf(code, node.start) === line)[0]
  const [late, early] = [at(from), at(to)]
  if (!late || !early || code.parents.get(late) !== code.parents.get(early) || late.start < early.start) return undefined
  const start = aboveComments(code, late.start)
  const target = aboveComments(code, early.start)
  const margin = /[ \t]*$/.exec(code.text.slice(0, target))![0]
  const gap = /^(?:\r?\n)*/.exec(code.text.slice(late.end))![0]
  const before = /[ \t]*$/.exec(code.text.slice(0, start))![0]
  const isApart = /\n\s*\n[ \t]*$/.test(code.text.slice(0, start))
  return [
    { file: code.path, start: target, end: target, text: `${code.text.slice(start, late.end)}${isApart ? '\n\n' : '\n'}${margin}` },
    { file: code.path, start: start - before.length, end: late.end + gap.length, text: '' },
  ]
}
