import { type Code, indentAt, reindent } from '../code/code.js'
import type { Edit } from '../fix.js'
import { callNamed, propertyOf } from '../idiom/query.js'
import { capital, forAll, loopedAt } from './looped.js'

/** `db.item.findMany({ where: { orderId: order.id } })` inside a walk over `orders`: read before it, by `in`, and picked out of a map. */
export function gathered(code: Code, line: number): readonly Edit[] | undefined {
  const call = callNamed(code, line, /^findMany$/)
  const looped = loopedAt(code, call)
  // A limit or a page is one for each item, and no longer after that; what is selected has to say which item it belongs to.
  if (!call || !looped || propertyOf(looped.options, /^(?:take|skip|cursor|distinct)$/)) return undefined
  const { walk, column, value, model, awaited, taken } = looped
  const all = `all${capital(model)}s`
  const by = `${model}sBy${capital(walk.item)}`
  if ([all, by, 'row'].some(name => taken.has(name))) return undefined
  const { semi, quote } = code.style
  const margin = indentAt(code, walk.statement.start)
  const key = `row.${column}`
  const query = forAll(code, call, looped)
  if (query === undefined) return undefined
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const map = `new Map${isTyped ? `<(typeof ${all})[number][${quote}${column}${quote}], typeof ${all}>` : ''}()`
  const lines = [
    `const ${all} = await ${reindent(query, indentAt(code, call.start), margin)}${semi}`,
    `const ${by} = ${map}${semi}`,
    `for (const row of ${all}) ${by}.set(${key}, [...(${by}.get(${key}) ?? []), row])${semi}`,
  ]
  return [
    {
      file: code.path,
      start: walk.statement.start,
      end: walk.statement.start,
      text: lines.map(one => `${one}\n${margin}`).join(''),
    },
    { file: code.path, start: awaited.start, end: awaited.end, text: `${by}.get(${value}) ?? []` },
  ]
}
