import type { Source } from '#source/source'
import { dotted, type Node } from '#source/tree'
import type { Finding } from '#triage/finding'
import { above, type Code, findNodes, functionAround, isFunction, lineOf, textOf } from '../code/code.js'
import { patternNames } from '../code/names.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'
import { escaperIn } from '../idiom/escape-html.js'

export default defineFix({
  id: 'input/html-injection',
  for: ['input/html-injection'],
  title: 'Escapes text of people before it becomes HTML',
  *patches({ finding, source }) {
    for (const code of filesOf(finding, source)) {
      const edits = escaped(code, finding, source)
      if (!edits) continue
      yield {
        title: 'Escape what people write before it becomes HTML',
        says: 'Signs that HTML reads as markup are shown as the signs that they are.',
        edits,
        files: [],
      }
      return
    }
  },
})

const filesOf = (finding: Finding, source: Source): readonly Code[] => [...new Set(placesOf(finding, source).map(one => one.code))]

/** `<p>${name} wrote</p>`, where `name` is a parameter or comes out of the body. */
function escaped(code: Code, finding: Finding, source: Source): readonly Edit[] | undefined {
  const lines = [finding.at, ...finding.trail.map(step => step.at)].filter(at => at.file === code.path).map(at => at.line)
  const templates = findNodes(
    code,
    node =>
      node.type === 'TemplateLiteral' && (node.quasis as { value: { raw: string } }[]).some(one => /<\/?\w+[^<]*>/.test(one.value.raw)),
  )
  const near = templates.filter(node => {
    const fn = functionAround(code, node)
    return fn !== undefined && lines.some(line => lineOf(code, fn.start) <= line && line <= lineOf(code, fn.end))
  })
  const values = (near.length > 0 ? near : templates).flatMap(node => (node.expressions as Node[]).filter(one => isText(code, one)))
  if (values.length === 0) return undefined
  const escaper = escaperIn(code, source)
  if (!escaper) return undefined
  return [
    ...escaper.edits,
    ...values.map(one => ({ file: code.path, start: one.start, end: one.end, text: `${escaper.name}(${textOf(code, one)})` })),
  ]
}

/** A name that the function was given or took out of the request, and no number and no address of the app's own. */
function isText(code: Code, value: Node): boolean {
  const text = dotted(value)
  if (!text || /^[A-Z_]+$/.test(text) || /(?:url|link|href|origin|year|id|total|price|amount|count|cents|date)$/i.test(text)) return false
  const root = text.split('.')[0]!
  for (const fn of [...above(code, value)].filter(isFunction)) {
    for (const param of fn.params as Node[]) {
      if (!patternNames(param).has(root)) continue
      const type = param.type === 'Identifier' && param.typeAnnotation ? textOf(code, param.typeAnnotation as Node) : ''
      return !/^:\s*(?:number|Date|boolean)\b/.test(type)
    }
    const declared = findNodes(code, node => node.type === 'VariableDeclarator' && patternNames(node.id as Node).has(root), fn)[0]
    if (declared) return /\bbody\b|\.json\(\)|\b(?:params|query)\b/.test(declared.init ? textOf(code, declared.init as Node) : '')
  }
  return /^(?:req|request)\.(?:body|query)\./.test(text)
}
