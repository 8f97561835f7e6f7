import type { Place } from '#base/place'
import type { Column } from '../catalogue.js'
import { chainOf, dotted, entriesOf, entry, isTrue, returned, text, type Expression } from '../tree.js'
import type { ObjectExpression } from 'oxc-parser'

/** A column with what its builder says beside it. */
export interface DrizzleColumn extends Column {
  readonly primary: boolean
  /** Variable and property of `.references(() => users.id)`. */
  readonly references: readonly [table: string, property: string] | undefined
}

export interface ColumnContext {
  readonly placeAt: (offset: number) => Place
  /** Objects of columns that tables share: `...timestamps`. */
  readonly shared: (name: string) => { readonly node: ObjectExpression; readonly placeAt: (offset: number) => Place } | undefined
  readonly snakeCase: boolean
}

export function columnsOf(node: ObjectExpression, context: ColumnContext): DrizzleColumn[] {
  return node.properties
    .flatMap(property => {
      if (property.type !== 'SpreadElement') return []
      const argument = property.argument.type === 'CallExpression' ? property.argument.callee : property.argument
      const shared = context.shared(dotted(argument as Expression).at(-1) ?? '')
      return shared ? columnsOf(shared.node, { ...context, placeAt: shared.placeAt }) : []
    })
    .concat(entriesOf(node).flatMap(({ name, value, start }) => columnOf(name, value, context.placeAt(start), context.snakeCase) ?? []))
}

function columnOf(property: string, value: Expression, at: Place, snakeCase: boolean): DrizzleColumn | undefined {
  const [builder, ...calls] = chainOf(value)?.links ?? []
  if (!builder) return undefined
  const has = (name: string) => calls.some(call => call.name === name)
  const target = returned(calls.find(call => call.name === 'references')?.args[0])
  const path = dotted(target)
  const primary = has('primaryKey') || isTrue(entry(calls.find(call => call.name === 'primaryKey')?.args[0], 'autoIncrement'))
  return {
    name: text(builder.args[0]) ?? (snakeCase ? toSnakeCase(property) : property),
    field: property,
    type: has('array') ? `${builder.name.toLowerCase()}[]` : builder.name.toLowerCase(),
    nullable: !has('notNull') && !primary,
    hasDefault: calls.some(call => /^(?:\$?default|\$onUpdate|generated)/.test(call.name)) || /serial/i.test(builder.name),
    unique: has('unique'),
    at,
    primary,
    references: path.length >= 2 ? [path.at(-2)!, path.at(-1)!] : undefined,
  }
}

const toSnakeCase = (name: string) => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()
