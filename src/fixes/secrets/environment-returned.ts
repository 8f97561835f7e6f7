import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, openCode, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'

const SECRET = /secret|token|password|private|key|credential|dsn|database|_url$|connection/i

export default defineFix({
  id: 'secrets/environment-returned',
  for: ['secrets/environment-returned'],
  title: 'Leaves variables of the server out of an answer',
  *patches({ finding, source }) {
    const name = finding.key.split(' ').at(-1)!
    const files = new Map(placesOf(finding, source).map(({ code }) => [code.path, code]))
    for (const file of source.files)
      if (files.size < 20 && file.kind === 'code' && file.text().includes(`process.env.${name}`)) add(file.path)
    for (const code of files.values()) {
      const property = valueOf(code, name)
      const edits = property && left(code, property)
      if (!edits) continue
      yield {
        title: `Keep ${name} on the server`,
        says: `\`${finding.route ?? 'The answer'}\` does not hold the value of \`${name}\` any more, nor those beside it.`,
        edits,
        files: [],
      }
      return
    }

    function add(path: string): void {
      const code = openCode(source, path)
      if (code) files.set(path, code)
    }
  },
})

/** `databaseUrl: process.env.DATABASE_URL` of an object, or `env: process.env`. */
const valueOf = (code: Code, name: string): Node | undefined =>
  findNodes(code, node => node.type === 'Property' && [`process.env.${name}`, 'process.env'].includes(textOf(code, node.value as Node)))[0]

/** The property goes, and so do the secrets beside it; an object that holds nothing else goes whole. */
function left(code: Code, property: Node): readonly Edit[] | undefined {
  const object = code.parents.get(property)
  if (object?.type !== 'ObjectExpression') return undefined
  const all = object.properties as Node[]
  const gone = all.filter(one => one === property || isSecret(code, one))
  const holder = code.parents.get(object)
  if (gone.length === all.length) return holder?.type === 'Property' ? left(code, holder) : undefined
  return gone.map(one => removal(code, one, all))
}

function isSecret(code: Code, property: Node): boolean {
  const value = property.type === 'Property' ? textOf(code, property.value as Node) : ''
  return /^process\.env\.\w+$/.test(value) && SECRET.test(`${value} ${nameOf(property)}`)
}

/** With the comma before it, or after it where it is the first. */
function removal(code: Code, property: Node, all: readonly Node[]): Edit {
  const index = all.indexOf(property)
  const [start, end] = index > 0 ? [all[index - 1]!.end, property.end] : [property.start, all[1]!.start]
  return { file: code.path, start, end, text: '' }
}
