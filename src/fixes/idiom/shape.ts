import type { Column } from '#database/catalogue'
import type { AppModel, QueryEffect, Route } from '#model/app-model'
import type { Term } from '#model/term'
import { isCounted } from '#model/read/counted'
import { isOrderTable } from '#model/read/money'
import { fieldsOf, leaves } from '#model/read/terms'

export type Use = 'object' | 'list' | 'value'

/** The kind of a field: of the column that it is written to, else of its name. Lenient, so that no honest request fails. */
export function shapeOf(field: string | readonly string[], route: Route, model: AppModel, isRequired: boolean, use: Use): string {
  const path = typeof field === 'string' ? [field] : field
  const document = path.length === 1 ? documentShape(path[0]!, route, model) : undefined
  if (document) return isRequired ? document : `${document}.nullish()`
  const written = columnOf(path, route, model)
  const isKey = isSought(path, route, model)
  const typed = baseOf(path.at(-1)!, written?.column.type ?? '', written !== undefined, use, takesForms(model))
  // What an order comes to, unlike what is given back, is never less than nothing.
  const isOwed = typed === 'z.coerce.number()' && isOrderTable(written?.table) && /(?:amount|total)$/i.test(path.at(-1)!)
  const known = isOwed ? `${typed}.min(0)` : typed
  const base = known === 'z.any()' && isKey && use === 'value' ? NAMED : known
  return base === 'z.any()' || isRequired || written?.isNeeded || isKey ? base : `${base}.nullish()`
}

/** What names a row. */
const NAMED = 'z.union([z.string().max(500), z.number()])'

/** One row is looked for by it, whatever else is sent: without it there is none. A list that is read may be narrowed by it or not. */
const isSought = (path: readonly string[], route: Route, model: AppModel): boolean =>
  route.effects.some(
    effect =>
      effect.kind === 'query' &&
      effect.filters.some(
        filter =>
          filter.op === '=' && isOf(filter.value, path) && (effect.does !== 'read' || isPrimary(filter.column, effect.table, model)),
      ) &&
      !effect.when.some(condition => isOf(condition.term, path)),
  )

const isPrimary = (column: string, table: string | undefined, model: AppModel): boolean =>
  model.tables.some(one => one.name === table && one.primaryKey.length === 1 && one.primaryKey[0] === column)

const isOf = (term: Term, path: readonly string[]): boolean =>
  [...leaves(term)].some(leaf => leaf.kind === 'origin' && leaf.from === 'body' && leaf.path.join('\0') === path.join('\0'))

/** A form sends texts only. */
const takesForms = (model: AppModel): boolean =>
  model.setups.some(setup => setup.what === 'body-parser' && /urlencoded/.test(setup.library))

function baseOf(field: string, type: string, isColumn: boolean, use: Use, isForm: boolean): string {
  if (/^(?:int|integer|bigint|smallint|serial)/.test(type) || /(?:quantity|count|stock|cents)$/i.test(field))
    return `z.coerce.number().int()${leastOf(field)}`
  if (/numeric|decimal|float|double|real|money/.test(type) || /^number$/.test(type) || /(?:price|amount|total)$/i.test(field))
    return `z.coerce.number()${leastOf(field)}`
  // `'false'` out of a form is no `false` when it is coerced.
  if (/bool/.test(type)) return isForm ? 'z.union([z.boolean(), z.string().max(10)])' : 'z.boolean()'
  const item = /^(string|number|objectid)\[\]$/.exec(type)?.[1]
  if (item) return `z.array(${baseOf('item', item, true, 'value', isForm)}).max(500)`
  // A list of Mongoose does not say of what.
  if (/^(?:\[\]|array|mixed\[\]|object\[\])$/.test(type))
    return 'z.array(z.union([z.string().max(10000), z.number(), z.record(z.string(), z.any())])).max(500)'
  if (/^(?:mixed|object)$/.test(type)) return 'z.union([z.record(z.string(), z.any()), z.string().max(10000)])'
  if (type === 'map') return 'z.record(z.string(), z.any())'
  if (use === 'list') return 'z.array(z.any()).max(500)'
  if (use === 'object') return 'z.any()'
  if (
    /json|array|\[\]/.test(type) ||
    (!isColumn && !/mail|status$/i.test(field) && /(?:data|options|address|meta\w*|settings|s)$/i.test(field))
  )
    return 'z.any()'
  if (/^e-?mail$/i.test(field)) return 'z.string().email().max(254)'
  if (/timestamp|date/.test(type)) return 'z.coerce.date()'
  const text = `z.string().max(${mostOf(field)})`
  if (isColumn || TEXT.test(field)) return text
  // What no column tells about may as well be a number, or anything else.
  return NUMBERED.test(field) ? `z.union([${text}, z.number()${leastOf(field)}])` : 'z.any()'
}

/** The least that a number may be, where its name tells. */
export const leastOf = (field: string): string => (isCounted(field) ? '.min(0)' : '')

const TEXT =
  /name|title|mail|phone|city|country|street|state|zip|postal|code|slug|url|link|token|password|descri|body|message|content|text|note|memo|bio|comment|html|subject|query|prompt|question|image|photo|avatar|status|role|type|category|reason/i

const NUMBERED = /id$|at$|date|key|ref|number|rating|age$|page|size|year|time/i

/** Generous: a picture may come as text, a token is long, and a password is as long as somebody likes. */
function mostOf(field: string): number {
  if (/image|photo|picture|avatar|logo|file|base64|signature/i.test(field)) return 10_000_000
  if (/descri|body|message|content|text|note|memo|bio|comment|html|token|url|link|prompt|question|query|config|settings|json/i.test(field))
    return 10_000
  return /password/i.test(field) ? 1000 : 500
}

/** A document has documents in it: `shippingAddress.city`. One whose name is a plural is a list of them. */
function documentShape(field: string, route: Route, model: AppModel): string | undefined {
  const table = route.effects
    .filter(effect => effect.kind === 'query' && effect.data !== undefined && columnsBelow(field, effect.table, model).length > 0)
    .map(effect => (effect.kind === 'query' ? effect.table : undefined))[0]
  const columns = columnsBelow(field, table, model)
  if (columns.length === 0) return undefined
  const isForm = takesForms(model)
  const fields = columns.map(([name, column]) => `${name}: ${baseOf(name, column.type, true, 'value', isForm)}.nullish()`)
  const shape = `z.object({ ${fields.join(', ')} })`
  return /[^s]s$/.test(field) ? `z.array(${shape}).max(500)` : shape
}

const columnsBelow = (field: string, table: string | undefined, model: AppModel): (readonly [string, Column])[] =>
  (model.tables.find(one => one.name === table)?.columns ?? [])
    .filter(column => column.name.startsWith(`${field}.`))
    .map(column => [column.name.slice(field.length + 1), column] as const)
    .filter(([name]) => /^\w+$/.test(name))

/** Mongoose: a document that was read, changed and saved refuses a required field that is set to nothing. */
const isSaved = (effect: QueryEffect, route: Route): boolean =>
  effect.via === 'mongoose' &&
  route.effects.some(one => one.kind === 'query' && one.does === 'read' && one.table === effect.table && one.at.line < effect.at.line)

export const isWholeBody = (data: Term | undefined): boolean =>
  data !== undefined &&
  [...leaves(data)].some(leaf =>
    leaf.kind === 'object' ? leaf.spread.some(isWholeBody) : leaf.kind === 'origin' && leaf.from === 'body' && leaf.path.length === 0,
  )

/** The column that a value of the body is written to, and whether it cannot be written without it. */
function columnOf(
  path: readonly string[],
  route: Route,
  model: AppModel,
): { readonly column: Column; readonly table: string | undefined; readonly isNeeded: boolean } | undefined {
  for (const effect of route.effects) {
    if (effect.kind !== 'query' || !effect.data) continue
    if (isWholeBody(effect.data) && path.length === 1) {
      const column = model.tables.find(table => table.name === effect.table)?.columns.find(one => one.field === path[0])
      if (column) return { column, table: effect.table, isNeeded: effect.does === 'create' && !column.hasDefault && !column.nullable }
    }
    for (const [name, value] of fieldsOf(effect.data)) {
      const isIt = [...leaves(value)].some(
        leaf => leaf.kind === 'origin' && leaf.from === 'body' && leaf.path.join('\0') === path.join('\0'),
      )
      const column = isIt
        ? model.tables.find(table => table.name === effect.table)?.columns.find(one => one.field === name || one.name === name)
        : undefined
      // A statement of the app's own names the column, and writes a null where the field is missing.
      const isNamed = effect.sql !== undefined || (effect.does === 'update' && isSaved(effect, route))
      const isWritten = effect.does === 'create' ? isNamed || !column?.hasDefault : effect.does === 'update' && isNamed
      if (column) return { column, table: effect.table, isNeeded: isWritten && value.kind === 'origin' && !column.nullable }
    }
  }
  return undefined
}
