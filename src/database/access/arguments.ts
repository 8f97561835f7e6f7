import type { Planted } from '#database/rows/planted'
import type { Callable, Parameter } from './functions.js'
import type { Aimed } from './tables.js'

/** One argument as it is written in the call. */
export interface Argument {
  readonly name: string
  readonly type: string
  readonly value: unknown
  /** It is A's: her id, her address, the key of a row of hers. */
  readonly ofA: boolean
}

/** What an attacker would pass: A's id, A's rows, the better role, an amount. What has a default and is no id is left out. */
export function argumentsOf(callable: Callable, tables: readonly Aimed[], planted: Planted): Argument[] {
  return callable.parameters
    .filter(parameter => !parameter.optional || isId(parameter))
    .map(parameter => {
      const value = valueOf(parameter, callable, tables, planted)
      return { name: parameter.name, type: parameter.type, value, ofA: isOfA(value, parameter, callable, tables, planted) }
    })
}

function isOfA(value: unknown, parameter: Parameter, callable: Callable, tables: readonly Aimed[], planted: Planted): boolean {
  const a = planted.people.find(person => person.actor === 'a')
  if (value === null || a === undefined) return false
  if (String(value) === String(a.id) || value === a.email) return true
  const table = isId(parameter) ? tableOf(bare(parameter.name), parameter.type, callable, tables) : undefined
  return table !== undefined && table.targets.owned && keyOf(table) === value
}

const bare = (name: string): string => name.replace(/^(?:_+|p_|in_|arg_|v_|target_|input_|new_)+/i, '').toLowerCase()
const isId = ({ name, type }: Parameter): boolean => type === 'uuid' || /(?:^|_)id$/i.test(name)
const PERSON = /^(?:user|owner|customer|buyer|seller|profile|member|account|client|author|sender|recipient|vendor|uid|person)(?:_?u?id)?$/

function valueOf(parameter: Parameter, callable: Callable, tables: readonly Aimed[], planted: Planted): unknown {
  const { type, labels } = parameter
  const name = bare(parameter.name)
  const a = planted.people.find(person => person.actor === 'a')
  if (labels.length > 0) return labels.find(label => /admin|owner|paid|approved/i.test(label)) ?? labels[0]
  if (isId(parameter) || type === 'uuid') {
    const table = tableOf(name, type, callable, tables)
    const row = table && keyOf(table)
    return PERSON.test(name) && type === String(typeof a?.id === 'number' ? type : 'uuid')
      ? (a?.id ?? null)
      : (row ?? (type === 'uuid' || type === 'text' ? (a?.id ?? null) : 1))
  }
  if (/\[\]$/.test(type)) return '{}'
  if (/^(?:text|character|citext|name)/.test(type)) {
    if (/email/.test(name)) return a?.email ?? ''
    if (/role/.test(name)) return 'admin'
    if (PERSON.test(name) && a) return String(a.id)
    return /status/.test(name) ? 'paid' : /query|search|term|filter/.test(name) ? '' : 'x'
  }
  if (/^(?:smallint|integer|bigint)/.test(type)) return /limit|count|size|page/.test(name) ? 10 : 1
  if (/^(?:numeric|real|double|money)/.test(type)) return 1
  if (type === 'boolean') return true
  if (/^jsonb?$/.test(type)) return '{}'
  if (/^timestamp/.test(type)) return '2020-01-02T00:00:00Z'
  if (type === 'date') return '2020-01-02'
  return null
}

const keyOf = ({ targets }: Aimed): unknown => Object.values(targets.keys[0]!)[0]

/** The table that the parameter (`order_id`) or the function (`cancel_order(id)`) names. */
function tableOf(name: string, type: string, callable: Callable, tables: readonly Aimed[]): Aimed | undefined {
  const stem = name.replace(/_?u?id$/, '')
  const fits = tables.filter(
    ({ relation, targets }) =>
      relation.primaryKey.length === 1 &&
      targets.keys.length > 0 &&
      relation.columns.find(column => column.name === relation.primaryKey[0])?.type === type,
  )
  const named = (word: string) =>
    fits.find(({ relation }) => [word, `${word}s`, `${word}es`, word.replace(/y$/, 'ies')].includes(relation.name.toLowerCase())) ??
    fits.find(({ relation }) => word.length > 3 && relation.name.toLowerCase().includes(word))
  return (stem && named(stem)) || callable.name.split('_').map(named).find(Boolean)
}
