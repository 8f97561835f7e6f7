import { type Node, parse, lineAt, walkTree } from '#source/tree'

/** A statement of a function, where a counter may stand before it. */
export interface Counted {
  readonly offset: number
  readonly line: number
}

const NOT_RUN = /^(?:TS|Import|Export)|^(?:Function|Class)Declaration$|^EmptyStatement$/

/** Statements in functions of a file, constructors left out: `super()` has to be first there. Empty where the file does not parse. */
export function countedIn(path: string, text: string): readonly Counted[] {
  const { program, errors } = parse(path, text)
  if (errors.length > 0) return []
  const found: Counted[] = []
  walkTree(program as unknown as Node, (node, above) => {
    const parent = above.at(-1)
    if (parent?.type !== 'BlockStatement' && parent?.type !== 'FunctionBody') return
    if (NOT_RUN.test(node.type) || node.type === 'Directive' || typeof node.directive === 'string' || node.declare === true) return
    if (above.some(one => one.type === 'MethodDefinition' && one.kind === 'constructor')) return
    found.push({ offset: node.start, line: lineAt(text, node.start) })
  })
  return found
}
