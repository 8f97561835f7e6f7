import type { Node } from '#source/tree'
import { findNodes, lineOf, openCode, textOf } from '../code/code.js'
import { defineFix } from '../fix.js'
import { propertyOf } from '../idiom/query.js'

/** Lines below the call's first that its options may begin on. */
const NEAR = 10

export default defineFix({
  id: 'input/template-escaping',
  for: ['input/html-injection'],
  title: 'Lets the templates escape what they are given',
  *patches({ finding, source }) {
    const code = finding.key.startsWith('template ') ? openCode(source, finding.at.file) : undefined
    const off = code && findNodes(code, node => node.type === 'ObjectExpression' && propertyOf(node, 'autoescape') !== undefined)
    const property = off
      ?.map(node => propertyOf(node, 'autoescape')!)
      .find(one => Math.abs(lineOf(code!, one.start) - finding.at.line) <= NEAR && textOf(code!, one.value as Node) === 'false')
    if (!code || !property) return
    const { start, end } = property.value as Node
    yield {
      title: 'Escape every value that a template shows',
      says: 'Values are shown as the text that they are. Where a template has to show markup of your own, mark that one value as safe.',
      edits: [{ file: code.path, start, end, text: 'true' }],
      files: [],
    }
  },
})
