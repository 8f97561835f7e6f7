import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes } from '../code/code.js'
import type { Edit } from '../fix.js'

/** `const { priceCents, … } = await parseBody(req, schema)`: where the request's figure is taken out. */
export function destructured(code: Code, fn: Node, name: string): Node | undefined {
  return findNodes(
    code,
    node =>
      node.type === 'Property' && node.shorthand === true && nameOf(node) === name && code.parents.get(node)?.type === 'ObjectPattern',
    fn,
  )[0]
}

/** Puts another expression in the place of the request's figure, everywhere. */
export function replaced(code: Code, fn: Node, given: Node, name: string, text: string): readonly Edit[] {
  const edits: Edit[] = []
  for (const use of findNodes(code, node => node.type === 'Identifier' && node.name === name, fn)) {
    if (use.start >= given.start && use.end <= given.end) continue
    const parent = code.parents.get(use)
    if (parent?.type === 'MemberExpression' && parent.property === use && parent.computed !== true) continue
    if (parent?.type === 'Property' && parent.key === use && parent.shorthand !== true) continue
    if (parent?.type === 'Property' && parent.value === use && nameOf(parent) === text)
      edits.push({ file: code.path, start: parent.start, end: parent.end, text })
    else if (parent?.type === 'Property' && parent.shorthand === true) {
      if (!edits.some(edit => edit.start === parent.start))
        edits.push({ file: code.path, start: parent.start, end: parent.end, text: text === name ? name : `${name}: ${text}` })
    } else edits.push({ file: code.path, start: use.start, end: use.end, text })
  }
  return [...edits, dropped(code, given)]
}

/** Takes a name out of `const { … } = body`. */
export function dropped(code: Code, given: Node): Edit {
  const parts = code.parents.get(given)!.properties as Node[]
  const index = parts.indexOf(given)
  const [start, end] = index > 0 ? [parts[index - 1]!.end, given.end] : [given.start, parts[1]?.start ?? given.end]
  return { file: code.path, start, end, text: '' }
}
