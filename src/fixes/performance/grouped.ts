import { nameOf, type Node } from '#source/tree'
import { type Code, indentAt, reindent, textOf } from '../code/code.js'
import type { Edit } from '../fix.js'
import { callNamed } from '../idiom/query.js'
import { capital, everyOf, type Looped, loopedAt } from './looped.js'

/** `db.order.aggregate({ where: { userId: user.id }, … })` or `count` inside a walk over `users`: one `groupBy` before it. */
export function grouped(code: Code, line: number): readonly Edit[] | undefined {
  const call = callNamed(code, line, /^(?:aggregate|count)$/)
  const looped = loopedAt(code, call)
  if (!call || !looped) return undefined
  const counts = nameOf(call.callee) === 'count'
  const nothing = counts ? ((looped.options.properties as Node[]).length === 1 ? '0' : undefined) : emptyGroup(looped)
  const { walk, column, value, valueAt, model, awaited, taken } = looped
  const groups = `${model}Groups`
  const by = `${model}sBy${capital(walk.item)}`
  if (nothing === undefined || [groups, by, 'row'].some(name => taken.has(name))) return undefined
  const { semi, quote } = code.style
  const margin = indentAt(code, walk.statement.start)
  const options = textOf(code, looped.options)
  const at = valueAt.start - looped.options.start
  const every = `${options.slice(1, at)}${everyOf(code, looped)}${options.slice(at + value.length, -1)}`
  const broken = options.includes('\n')
  const inner = broken ? `\n${indentAt(code, (looped.options.properties as Node[])[0]!.start)}` : ' '
  const more = counts ? `${broken ? '' : ','}${inner}_count: true${broken ? ',\n' + indentAt(code, call.start) : ' '}` : ''
  const listed = `{${inner}by: [${quote}${column}${quote}],${counts ? every.trimEnd() + (broken && !every.trimEnd().endsWith(',') ? ',' : '') + more : every}}`
  const client = textOf(code, call.callee as Node).replace(/\w+$/, 'groupBy')
  const parameter = /\(\w+\) =>/.test(code.text) ? '(row)' : 'row'
  const lines = [
    `const ${groups} = await ${client}(${reindent(listed, indentAt(code, call.start), margin)})${semi}`,
    `const ${by} = new Map(${groups}.map(${parameter} => [row.${column}, ${counts ? 'row._count' : 'row'}]))${semi}`,
  ]
  const parent = code.parents.get(awaited)
  const found = `${by}.get(${value}) ?? ${nothing}`
  return [
    { file: code.path, start: walk.statement.start, end: walk.statement.start, text: lines.map(one => `${one}\n${margin}`).join('') },
    { file: code.path, start: awaited.start, end: awaited.end, text: parent && ALONE.has(parent.type) ? found : `(${found})` },
  ]
}

/** Where an expression may stand without brackets. */
const ALONE: ReadonlySet<string> = new Set(['VariableDeclarator', 'Property', 'ReturnStatement', 'ParenthesizedExpression'])

/** What an aggregate over no rows gives: `{ _count: 0, _sum: { totalCents: null } }`; `undefined` where that is not known. */
function emptyGroup({ options }: Looped): string | undefined {
  const parts = (options.properties as Node[]).flatMap((property): (string | undefined)[] => {
    const name = property.type === 'Property' ? nameOf(property) : undefined
    const value = property.value as Node | undefined
    if (name === 'where') return []
    if (name === '_count') return [isTrue(value) ? '_count: 0' : undefined]
    if (!name || !/^_(?:sum|avg|min|max)$/.test(name) || value?.type !== 'ObjectExpression') return [undefined]
    const columns = value.properties as Node[]
    if (!columns.every(one => one.type === 'Property' && isTrue(one.value as Node))) return [undefined]
    return [`${name}: { ${columns.map(one => `${nameOf(one)}: null`).join(', ')} }`]
  })
  return parts.length > 0 && !parts.includes(undefined) ? `{ ${parts.join(', ')} }` : undefined
}

const isTrue = (node: Node | undefined): boolean => node?.type === 'Literal' && node.value === true
