import { routeNamed } from '#model/read/route'
import { dotted, nameOf, type Node } from '#source/tree'
import { aboveComments, type Code, findNodes, functionAround, indentAt, lineOf, textOf, topStatement } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'
import { KEPT } from './own-columns.js'

/** Fields of a row that a request may name, at most. */
const MOST = 20

export default defineFix({
  id: 'input/editable-fields',
  for: ['input/mass-assignment'],
  title: 'Lets the request name only fields that people may edit',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const written = route?.effects.find(effect => effect.kind === 'query' && (effect.does === 'update' || effect.does === 'create'))
    const table = model.tables.find(one => one.name === (written?.kind === 'query' ? written.table : finding.table))
    const fields = (table?.columns ?? []).map(column => column.field).filter(field => !KEPT.test(field))
    if (fields.length === 0 || fields.length > MOST) return
    for (const { code, line } of placesOf(finding, source)) {
      const edits = listed(code, line, fields)
      if (!edits) continue
      yield {
        title: `Let ${finding.route ?? 'the request'} name only fields that people may edit`,
        says: `Of what is sent, ${fields.map(one => `\`${one}\``).join(', ')} ${fields.length === 1 ? 'is' : 'are'} written; any other name is passed over.`,
        edits,
        files: [],
      }
      return
    }
  },
})

/** ``Object.entries(body)`` whose names become those of columns: `` `${key} = ?` ``. */
function listed(code: Code, line: number, fields: readonly string[]): readonly Edit[] | undefined {
  const at = findNodes(code, node => lineOf(code, node.start) === line).at(-1)
  const fn = at && outermost(code, at)
  if (!fn || /\bEDITABLE\b/.test(code.text)) return undefined
  const reads = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      /^Object\.(?:keys|entries|values)$/.test(dotted(node.callee) ?? '') &&
      isBody(code, fn, (node.arguments as Node[])[0]),
    fn,
  )
  const isNamed = findNodes(
    code,
    node => node.type === 'TemplateLiteral' && /\$\{(?:key|k|field|column|col|name|f)\}"?`?\s*=/.test(textOf(code, node)),
    fn,
  )
  if (reads.length === 0 || isNamed.length === 0 || reads.some(node => dotted(node.callee) === 'Object.values')) return undefined
  const { semi } = code.style
  const start = aboveComments(code, topStatement(code, fn).start)
  return [
    {
      file: code.path,
      start,
      end: start,
      text: `${indentAt(code, start)}const EDITABLE = [${fields.map(one => quoted(code.style, one)).join(', ')}]${semi}\n\n`,
    },
    ...reads.map(node => passed(code, node)),
  ]
}

/** A loop passes over other names; what is done with all of them at once is given only the meant ones. */
function passed(code: Code, node: Node): Edit {
  const loop = code.parents.get(node)
  const declared = loop?.type === 'ForOfStatement' ? (((loop.left as Node).declarations as Node[] | undefined) ?? [])[0]?.id : undefined
  const first = (loop?.body as Node | undefined)?.type === 'BlockStatement' ? ((loop!.body as Node).body as Node[])[0] : undefined
  const pattern = declared as Node | undefined
  const key = nameOf(pattern?.type === 'ArrayPattern' ? (pattern.elements as Node[])[0] : pattern)
  if (first && key)
    return {
      file: code.path,
      start: first.start,
      end: first.start,
      text: `if (!EDITABLE.includes(${key})) continue${code.style.semi}\n${indentAt(code, first.start)}`,
    }
  const isKeys = dotted(node.callee) === 'Object.keys'
  return { file: code.path, start: node.end, end: node.end, text: `.filter((${isKeys ? 'key' : '[key]'}) => EDITABLE.includes(key))` }
}

function outermost(code: Code, node: Node): Node | undefined {
  let fn = functionAround(code, node)
  for (let next = fn; next; next = functionAround(code, next)) fn = next
  return fn
}

/** `req.body`, or a name that holds it. */
function isBody(code: Code, fn: Node, node: Node | undefined): boolean {
  const text = node && dotted(node)
  if (!text) return false
  if (/^(?:req|request)\.body$/.test(text)) return true
  return findNodes(code, one => one.type === 'VariableDeclarator' && nameOf(one.id) === text, fn).some(one =>
    /^(?:await\s+)?(?:req|request)\.(?:body|json\(\))$/.test(one.init ? textOf(code, one.init as Node) : ''),
  )
}
