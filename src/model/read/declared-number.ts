import type { Place } from '#base/place'
import type { Source, SourceFile } from '#source/source'
import { isNode, lineAt, type Node, nameOf, treeOf, walkTree } from '#source/tree'

/** Where a schema or a class says that a field is a number and nothing of how small it may be; nearest to whoever uses it. */
export function numberDeclared(source: Source, field: string, used: Place): Place | undefined {
  const found = source.files
    .filter(file => file.kind === 'code' && file.text().includes(field) && DECLARES.test(file.text()))
    .flatMap(file => declaredIn(file, field))
  return found.toSorted((a, b) => shared(b.file, used.file) - shared(a.file, used.file))[0]
}

const DECLARES = /\bnumber\(|\bbigint\(|\bint\(|isInt|isFloat|isNumeric|@Is(?:Number|Int|Decimal)/
const NUMBER = /\b(?:number|bigint|int)\(|@Is(?:Number|Int|Decimal)\b/
const BOUND = /\.(?:min|gte?|positive|nonnegative|refine|superRefine|check|greater|moreThan|test|custom)\((?!\s*-)|@(?:Min|IsPositive)\b/

function declaredIn(file: SourceFile, field: string): Place[] {
  const text = file.text()
  const found: Place[] = []
  walkTree(treeOf(file), node => {
    if (!isField(node) || !isNode(node.key) || nameOf(node.key) !== field) return
    const written = text.slice(node.start, node.end)
    if (NUMBER.test(written) && !BOUND.test(written)) found.push({ file: file.path, line: lineAt(text, node.key.start) })
  })
  return found
}

const isField = (node: Node): boolean => node.type === 'Property' || node.type === 'PropertyDefinition'

/** How many folders two paths share. */
function shared(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  const differs = left.findIndex((part, at) => part !== right[at])
  return differs < 0 ? left.length : differs
}
