import type { LibraryCall } from '../plugin.js'
import { boundIn, fragment, identifier, identifierIn, partsOf, taggedParts } from '../sql-clients/parts.js'
import { computed, literal, object, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/** sql`…`: what stands in it is sent beside it, but for `sql.raw`. https://orm.drizzle.team/docs/sql */
export function sqlTag(call: LibraryCall, quasis: readonly string[]): Value {
  return fragment('drizzle:sql', taggedParts(quasis, call.args))
}

export function sqlCall(call: LibraryCall): Value | undefined {
  const [first = UNDEFINED, second] = call.args
  switch (call.path) {
    case 'sql.raw':
      return fragment('drizzle:sql', partsOf(first))
    case 'sql.identifier':
      return textOf(first) === undefined ? fragment('drizzle:sql', [first]) : identifier(textOf(first)!)
    case 'sql.join': {
      const items = first.k === 'list' ? first.items : [first]
      const separator = second ?? literal('')
      return fragment(
        'drizzle:sql',
        items.flatMap((item, index) => (index ? [separator, item] : [item])),
      )
    }
    case 'sql.empty':
      return fragment('drizzle:sql', [])
    case 'sql.placeholder':
    case 'sql.param':
      return fragment('drizzle:sql', taggedParts(['', ''], [call.path === 'sql.param' ? first : computed('placeholder', [first])]))
    default:
      return undefined
  }
}

/** `{ credits: sql`${users.credits} + ${amount}` }`: counted on by the database itself, as `{ increment: amount }` is of others. */
export function countedOn(data: Value): Value {
  if (data.k !== 'object') return data
  const props = [...data.props].map(([key, value]) => [key, stepOf(value) ?? value] as const)
  return { ...data, props: new Map(props) }
}

function stepOf(value: Value): Value | undefined {
  if (value.k !== 'library' || value.library !== 'drizzle:sql') return undefined
  const [column, sign, by] = partsOf(value).filter(part => textOf(part) !== '')
  const how = /^\s*([+-])\s*(?:\d+\s*)?$/.exec((sign && textOf(sign)) ?? '')?.[1]
  if (!column || identifierIn(column) === undefined || !how) return undefined
  return object([[how === '+' ? 'increment' : 'decrement', (by && boundIn(by)) ?? UNKNOWN]])
}
