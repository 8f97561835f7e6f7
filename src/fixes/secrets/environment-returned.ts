import { nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, openCode, textOf } from '../code/code.js'
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
  findNodes(
    code,
    node =>
      node.type === 'Property' &&
      [`process.env.${name}`, 'process.env'].includes(textOf(code, node.value as Node)) &&
      [...above(code, node)].some(isAnswer),
  )[0]

/** `res.json(…)`, `new Response(…)`: what else is given a variable needs it. */
const isAnswer = (node: Node): boolean =>
  /^(?:Call|New)Expression$/.test(node.type) && /^(?:json|jsonp|send|render|Response|NextResponse)$/.test(nameOf(node.callee) ?? '')

/** The property goes, and so do the secrets beside it; an object that holds nothing else goes whole. */
function left(code: Code, property: Node): readonly Edit[] | undefined {
  const object = code.parents.get(property)
  if (object?.type !== 'ObjectExpression') return undefined
  const all = object.properties as Node[]
  const gone = all.filter(one => one === property || isSecret(code, one))
  const holder = code.parents.get(object)
  if (gone.length === all.length) return holder?.type === 'Property' ? left(code, holder) : undefined
  return runsOf(gone, all).map(run => removal(code, run, all))
}

function isSecret(code: Code, property: Node): boolean {
  const value = property.type === 'Property' ? textOf(code, property.value as Node) : ''
  return /^process\.env\.\w+$/.test(value) && SECRET.test(`${value} ${nameOf(property)}`)
}

/** Neighbours go together. */
function runsOf(gone: readonly Node[], all: readonly Node[]): readonly Node[][] {
  const runs: Node[][] = []
  for (const one of gone) {
    const last = runs.at(-1)
    if (last && all.indexOf(last.at(-1)!) + 1 === all.indexOf(one)) last.push(one)
    else runs.push([one])
  }
  return runs
}

/** With the comma before them, or after them where they come first. */
function removal(code: Code, run: readonly Node[], all: readonly Node[]): Edit {
  const index = all.indexOf(run[0]!)
  const last = run.at(-1)!
  const [start, end] = index > 0 ? [all[index - 1]!.end, last.end] : [run[0]!.start, all[run.length]!.start]
  return { file: code.path, start, end, text: '' }
}
