import { Refusal } from '../../refusal.js'
import type { Condition } from '../parse/condition.js'
import type { Order } from '../parse/order.js'
import type { ParsedQuery, QueryPart } from '../parse/query.js'
import type { EmbedItem, Item } from '../parse/select.js'
import type { Catalogue, Table } from '../schema/catalogue.js'
import { findRelation, isSingle, type Relation } from './relations.js'

/** What to read of one table and of those embedded in it. */
export interface Reading {
  /** `undefined` where a function returns rows of no table. */
  readonly table: Table | undefined
  /** The name under which its rows stand in the statement. */
  readonly label: string
  readonly items: readonly Item[]
  readonly conditions: readonly Condition[]
  readonly order: readonly Order[]
  readonly limit: number | undefined
  readonly offset: number
  readonly embeds: readonly Embed[]
}

export interface Embed {
  readonly item: EmbedItem
  readonly relation: Relation
  readonly reading: Reading
  /** The name of its rows beside those of the parent. */
  readonly label: string
}

/** Under which name an embedded resource is answered. */
export const outputName = (item: EmbedItem): string => item.alias ?? item.name

const goesBy = (item: EmbedItem, name: string) => item.alias === name || item.name === name

export interface PlanRequest {
  readonly catalogue: Catalogue
  readonly schema: string
  readonly table: Table | undefined
  readonly label: string
  readonly query: ParsedQuery
  /** The most rows that one answer holds. */
  readonly maximum: number
}

export function plan(request: PlanRequest): Reading {
  let count = 0
  const { catalogue, schema, maximum } = request
  return read(request.table, request.label, request.query.select ?? [{ kind: 'star' }], request.query.parts, 1)

  function read(table: Table | undefined, label: string, items: readonly Item[], parts: readonly QueryPart[], depth: number): Reading {
    const wanted = items.filter(item => item.kind === 'embed')
    for (const part of parts) {
      const head = part.on[0]
      if (head !== undefined && !wanted.some(item => goesBy(item, head))) throw notEmbedded(head)
    }
    const own = parts.filter(part => part.on.length === 0)
    const limit = own.findLast(part => part.kind === 'limit')?.count
    const offset = own.findLast(part => part.kind === 'offset')?.count ?? 0
    if ((limit ?? 0) < 0 || offset < 0) {
      throw new Refusal(416, 'PGRST103', 'Requested range not satisfiable', {
        details: (limit ?? 0) < 0 ? 'Limit should be greater than or equal to zero.' : 'Offset should be greater than or equal to zero.',
      })
    }
    return {
      table,
      label,
      items,
      conditions: own.flatMap(part => (part.kind === 'condition' ? [part.condition] : [])),
      order: own.findLast(part => part.kind === 'order')?.order ?? [],
      limit: Math.min(limit ?? maximum, maximum),
      offset,
      embeds: wanted.map(item => embed(table, label, item, parts, depth)),
    }
  }

  function embed(table: Table | undefined, origin: string, item: EmbedItem, parts: readonly QueryPart[], depth: number): Embed {
    if (!table) {
      throw new Refusal(400, 'PGRST200', `Could not find a relationship between '${origin}' and '${item.name}' in the schema cache`, {
        details: `Searched for a foreign key relationship between '${origin}' and '${item.name}' in the schema '${schema}', but no matches were found.`,
      })
    }
    const relation = findRelation(catalogue, table, item.name, item.hint, schema)
    const inner = parts
      .filter(part => part.on[0] !== undefined && goesBy(item, part.on[0]))
      .map(part => ({ ...part, on: part.on.slice(1) }))
    count += 1
    return {
      item,
      relation,
      label: `pgrst_e${count}`,
      reading: read(relation.target, `${relation.target.name}_${depth}`, item.items, inner, depth + 1),
    }
  }
}

/** The embedded resource that a name stands for. */
export function embedNamed(reading: Reading, name: string): Embed | undefined {
  return reading.embeds.find(embed => goesBy(embed.item, name))
}

export function singleNamed(reading: Reading, name: string): Embed {
  const found = embedNamed(reading, name)
  if (!found) throw notEmbedded(name)
  if (!isSingle(found.relation)) {
    throw new Refusal(400, 'PGRST118', `A related order on '${name}' is not possible`, {
      details: `'${reading.table?.name ?? reading.label}' and '${name}' do not form a many-to-one or one-to-one relationship`,
    })
  }
  return found
}

function notEmbedded(name: string): Refusal {
  return new Refusal(400, 'PGRST108', `'${name}' is not an embedded resource in this request`, {
    hint: `Verify that '${name}' is included in the 'select' query parameter.`,
  })
}
