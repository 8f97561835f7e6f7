import type { Actor } from '#base/evidence'
import { decidingColumns, GRANTS } from './deciding.js'
import type { AccessCell, AccessDoes, AccessMatrix, AccessObject } from './matrix.js'
import { isHarmless } from './values.js'
import { isForm, isMoneyByName } from './words.js'

/** What the matrix shows and nobody can have meant. */
export interface AccessFault {
  readonly kind:
    | 'cross-tenant-read'
    | 'cross-tenant-write'
    | 'self-promotion'
    | 'row-handover'
    | 'forged-row'
    | 'policy-error'
    | 'open-function'
    | 'open-bucket'
  readonly object: AccessObject
  /** Who shows it: the weakest that gets through. */
  readonly actor: Actor
  readonly cells: readonly AccessCell[]
  readonly does: readonly AccessDoes[]
  /** Columns concerned. */
  readonly columns: readonly string[]
}

/** `open`: names of what is public on purpose, as the configuration says. */
export function faultsOf({ objects }: AccessMatrix, open: readonly string[] = []): AccessFault[] {
  return objects.flatMap(object => {
    const isOpen = open.includes(object.name) || open.includes(`${object.schema}.${object.name}`)
    if (object.kind === 'function') return openFunction(object)
    if (object.kind === 'bucket') return openBucket(object, isOpen)
    if (object.invoker) return brokenPolicy(object)
    return [
      ...brokenPolicy(object),
      ...(isOpen ? [] : readByOthers(object)),
      ...writtenByOthers(object),
      ...forged(object),
      ...promoted(object),
      ...handedOver(object),
    ]
  })
}

const cell = (object: AccessObject, actor: Actor, does: AccessDoes): AccessCell | undefined =>
  object.cells.find(each => each.actor === actor && each.does === does)
const lets = (object: AccessObject, actor: Actor, does: AccessDoes): AccessCell | undefined => {
  const found = cell(object, actor, does)
  return found?.outcome === 'allowed' ? found : undefined
}

function readByOthers(object: AccessObject): AccessFault[] {
  if (object.holds !== 'personal' && object.holds !== 'secret' && object.holds !== 'business') return []
  for (const actor of ['anon', 'b'] as const) {
    const read = lets(object, actor, 'select')
    // Some rows of hers and others not: what a row says decides, as with what is published.
    if (!read || / of /.test(read.why ?? '')) continue
    if (actor === 'b' && (object.holds === 'business' || object.owned !== true)) continue
    return [{ kind: 'cross-tenant-read', object, actor, cells: [read], does: ['select'], columns: [] }]
  }
  return []
}

function writtenByOthers(object: AccessObject): AccessFault[] {
  for (const actor of ['anon', 'b'] as const) {
    // Some of no one's rows in particular: those may well be the actor's, by a way that the rule knows.
    const byRow = (each: AccessDoes) => actor === 'b' && object.owned !== true && / of /.test(lets(object, actor, each)?.why ?? '')
    const does = (['update', 'delete'] as const).filter(each => lets(object, actor, each) && !byRow(each))
    if (does.length === 0) continue
    const cells = does.map(each => lets(object, actor, each)!)
    // Counters that everyone may raise are no one's in particular.
    const columns = cells.flatMap(each => each.columns ?? [])
    if (
      !does.includes('delete') &&
      columns.length > 0 &&
      columns.every(name => /count|views?|clicks|likes|downloads|plays|hits|visits/i.test(name))
    )
      continue
    return [{ kind: 'cross-tenant-write', object, actor, cells, does, columns }]
  }
  return []
}

/** A row put in as if it were A's. */
function forged(object: AccessObject): AccessFault[] {
  if (object.kind !== 'table') return []
  for (const actor of ['anon', 'b'] as const) {
    const insert = lets(object, actor, 'insert')
    if (!insert) continue
    if (object.owned !== true && (actor === 'b' || isForm(tableOf(object)))) continue
    if (actor === 'anon' && isForm(tableOf(object)) && !isMoneyByName(object.name)) continue
    return [{ kind: 'forged-row', object, actor, cells: [insert], does: ['insert'], columns: object.owners ?? [] }]
  }
  return []
}

function promoted(object: AccessObject): AccessFault[] {
  if (object.kind !== 'table' || object.owned !== true) return []
  const deciding = new Set(decidingColumns(tableOf(object)).map(column => column.name))
  const update = cell(object, 'a', 'update')
  // What strangers can change is told as that.
  if (isStrangers(object)) return []
  const telling = (from: AccessCell | undefined) =>
    (from?.columns ?? []).filter(name => deciding.has(name) && !isHarmless(from?.values?.[name] ?? ''))
  const changed = telling(update)
  if (update?.outcome === 'allowed' && changed.length > 0)
    return [{ kind: 'self-promotion', object, actor: 'a', cells: [update], does: ['update'], columns: changed }]
  const insert = cell(object, 'a', 'insert')
  const chosen = telling(insert)
  if (GRANTS.test(object.name) && insert?.outcome === 'allowed' && chosen.length > 0)
    return [{ kind: 'self-promotion', object, actor: 'a', cells: [insert], does: ['insert'], columns: chosen }]
  return []
}

function handedOver(object: AccessObject): AccessFault[] {
  const update = lets(object, 'a', 'update')
  const columns = (update?.columns ?? []).filter(name => object.owners?.includes(name))
  if (!update || columns.length === 0 || isStrangers(object)) return []
  return [{ kind: 'row-handover', object, actor: 'a', cells: [update], does: ['update'], columns }]
}

const isStrangers = (object: AccessObject): boolean => (lets(object, 'b', 'update') ?? lets(object, 'anon', 'update')) !== undefined

function brokenPolicy(object: AccessObject): AccessFault[] {
  const cells = object.cells.filter(each => each.outcome === 'error')
  const [first] = cells
  return first
    ? [{ kind: 'policy-error', object, actor: first.actor, cells, does: [...new Set(cells.map(each => each.does))], columns: [] }]
    : []
}

function openFunction(object: AccessObject): AccessFault[] {
  for (const actor of ['anon', 'b'] as const) {
    const execute = lets(object, actor, 'execute')
    if (execute) return [{ kind: 'open-function', object, actor, cells: [execute], does: ['execute'], columns: [] }]
  }
  return []
}

function openBucket(object: AccessObject, isOpen: boolean): AccessFault[] {
  for (const actor of ['anon', 'b'] as const) {
    const does = (['select', 'insert', 'update', 'delete'] as const).filter(
      each => lets(object, actor, each) && (each !== 'select' || (!isOpen && object.holds === 'personal')),
    )
    if (does.length > 0)
      return [{ kind: 'open-bucket', object, actor, cells: does.map(each => lets(object, actor, each)!), does, columns: [] }]
  }
  return []
}

const tableOf = (object: AccessObject) => ({ name: object.name, columns: (object.columns ?? []).map(name => ({ name })) })
