import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, lineOf } from '../code/code.js'
import { defineFix } from '../fix.js'
import { placesOf } from '../idiom/places.js'

export default defineFix({
  id: 'sessions/plaintext-password',
  for: ['sessions/plaintext-password'],
  title: 'Stores no password beside its hash',
  *patches({ finding, source }) {
    const field = finding.key.split(' ').at(-1)
    const [first] = placesOf(finding, source).flatMap(place => {
      const within = functionAround(
        place.code,
        findNodes(place.code, node => lineOf(place.code, node.start) === place.line).at(-1) ?? place.code.tree,
      )
      const written = findNodes(
        place.code,
        node => node.type === 'Property' && nameOf(node) === field && place.code.parents.get(node)?.type === 'ObjectExpression',
        within ?? place.code.tree,
      )
      return written.length === 1 ? [{ code: place.code, property: written[0]! }] : []
    })
    const code = first?.code
    const property = first?.property
    const object = property && code!.parents.get(property)
    if (!code || object?.type !== 'ObjectExpression' || !hasHashBeside(code, object, property!)) return
    const parts = object.properties as Node[]
    const before = parts[parts.indexOf(property!) - 1]
    if (!before) return
    const end = property!.end + /^,?/.exec(code.text.slice(property!.end))![0].length
    const comma = /^,?/.exec(code.text.slice(before.end))![0].length
    yield {
      title: `Store no ${field} as it was typed`,
      says: `\`${field}\` is not written any more; the hash beside it is what signing in needs.`,
      edits: [{ file: code.path, start: before.end + comma, end, text: '' }],
      files: [],
    }
  },
})

/** The hash stands beside it, so that signing in needs no other. */
const hasHashBeside = (code: Code, object: Node, property: Node): boolean =>
  (object.properties as Node[]).some(
    one => one !== property && findNodes(code, node => node.type === 'Identifier' && HASH.test(node.name as string), one).length > 0,
  )

const HASH = /hash|bcrypt|argon2|scrypt/i
