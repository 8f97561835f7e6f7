import { nameOf, type Node } from '#source/tree'
import { type Code, indentAt, reindent, textOf } from '../code/code.js'
import type { Edit } from '../fix.js'
import { callNamed, propertyOf } from '../idiom/query.js'
import { capital, forAll, loopedAt } from './looped.js'

/** `db.product.findUnique({ where: { id: item.productId } })` inside a walk over `items`: all of them before it, each picked out of a map. */
export function picked(code: Code, line: number): readonly Edit[] | undefined {
  const call = callNamed(code, line, /^findUnique$/)
  const looped = loopedAt(code, call)
  if (!call || !looped) return undefined
  const { walk, column, value, model, awaited, taken } = looped
  const all = `${model}sOf${capital(walk.item)}s`
  const by = `${model}By${capital(column)}`
  // What the walk itself changes has to be read at its turn; and a key that is read as well must not take another's place.
  const isSpreadLast = new RegExp(`\\.\\.\\.[^{}]*\\.\\.\\.${nameOf(code.parents.get(awaited)?.id) ?? '!'}\\b`).test(
    textOf(code, walk.body),
  )
  const isChanged = new RegExp(`\\.${model}\\.(?:update|upsert|create|delete)`).test(textOf(code, walk.body))
  const query = forAll(code, call, looped)?.replace(/\.findUnique\(/, '.findMany(')
  if (isChanged || (isSpreadLast && propertyOf(looped.options, 'select')) || query === undefined || [all, by].some(name => taken.has(name)))
    return undefined
  const { semi } = code.style
  const margin = indentAt(code, walk.statement.start)
  const row = /\(\w+\) =>/.test(code.text) ? '(row)' : 'row'
  const lines = [
    `const ${all} = await ${reindent(query, indentAt(code, call.start), margin)}${semi}`,
    `const ${by} = new Map(${all}.map(${row} => [row.${column}, row]))${semi}`,
  ]
  const parent = code.parents.get(awaited)
  const found = `${by}.get(${value}) ?? null`
  return [
    { file: code.path, start: walk.statement.start, end: walk.statement.start, text: lines.map(one => `${one}\n${margin}`).join('') },
    { file: code.path, start: awaited.start, end: awaited.end, text: stands(parent) ? found : `(${found})` },
  ]
}

/** Where an expression may stand without brackets. */
const stands = (parent: Node | undefined): boolean =>
  parent !== undefined && /^(?:VariableDeclarator|ReturnStatement|ParenthesizedExpression)$/.test(parent.type)
