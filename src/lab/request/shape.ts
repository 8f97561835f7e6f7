import type { Actor } from '#base/evidence'
import type { Column, Table } from '#database/catalogue'
import type { AppModel, Route } from '#model/app-model'
import { lureOf } from '#model/read/risk'
import { tablesByName } from '#model/read/tables'
import type { Source } from '#source/source'
import { actionOf, parametersOf } from '../actions/find.js'
import type { LabAction, LabRequest } from '../lab.js'
import { saidTo } from './branches.js'
import { type Field, type FieldColumn, routeFields } from './field.js'
import { keyByName, keysWithin } from './named-row.js'
import { onOffer, type Row, type Rows } from './rows.js'
import { spreadFields } from './spread.js'
import { bySchema } from './by-schema.js'
import type { SchemaBook } from './hint.js'
import { somebody } from './somebody.js'
import { documentKey, fitting, oneOf, plausible } from './value.js'
import { isEvery, wholeBody } from './whole-body.js'
import { partOf } from './within.js'

/** What a request is made from. */
export interface Shaping {
  readonly model: AppModel
  readonly rows: Rows | undefined
  readonly seed: string
  /** What a variable of the running copy holds: it may be a part of an address. */
  readonly setting?: (name: string) => string | undefined
  /** Schemas that bodies go through. */
  /** Server actions that the running copy has. */
  readonly actions?: readonly LabAction[]
  /** Rows that are on offer before those of one's own, which may be sold or drafts. */
  readonly offers?: true
  readonly schemas?: { readonly book: SchemaBook; readonly source: Source }
}

export interface Shape {
  readonly request: LabRequest
  /** The object that the request names: a row, and of which table. */
  readonly object: { readonly table: string; readonly row: Row } | undefined
  readonly fields: readonly Field[]
}

/**
 * An ordinary request to a route: its path, query and body filled as the code expects them, naming objects of `whose`.
 * `given` sets fields by `body.price`; `undefined` there leaves one out.
 */
export async function shape(
  route: Route,
  actor: Actor,
  whose: Actor,
  shaping: Shaping,
  given: Readonly<Record<string, unknown>> = {},
): Promise<Shape> {
  const tables = tablesByName(shaping.model.tables)
  const fields = routeFields(route)
  const spread = spreadFields(route)
  let object: Shape['object']
  const values = new Map<string, unknown>()
  const { always, mostly } = saidTo(route)
  for (const field of fields) {
    const name = `${field.from}.${field.path.join('.')}`
    if (isEvery(field)) continue
    const said = always.get(name) ?? (field.columns.length === 0 ? mostly.get(name) : undefined)
    if (name in given || said !== undefined) {
      values.set(name, name in given ? given[name] : said)
      continue
    }
    const found = (await stored(field, whose, tables, shaping)) ?? (await another(field, whose, tables, shaping))
    if (found?.own && !object) object = { table: found.table, row: found.row }
    values.set(
      name,
      found
        ? found.value
        : ((await partOf(field, whose, tables, shaping.rows, shaping.seed)) ??
            somebody(field, whose, shaping.rows) ??
            (await keyByName(field, whose, tables, shaping.rows, shaping.offers)) ??
            (isAddressee(field, route) ? plausible('email', [], shaping.seed) : undefined) ??
            (spread.includes(field.path.join('.')) ? {} : made(field, tables, shaping.seed))),
    )
  }
  for (const [name, value] of bySchema(route, values, shaping, object?.row))
    if (!(name in given)) values.set(name, await keysWithin(value, whose, tables, shaping.rows, shaping.offers))
  if (route.effects.length > 0)
    for (const [name, value] of await wholeBody(route, fields, whose, tables, shaping.rows, shaping.seed))
      if (!values.has(name)) values.set(name, value)
  for (const [name, value] of Object.entries(given)) if (!values.has(name)) values.set(name, value)
  const part = (from: string): [string[], unknown][] =>
    [...values].flatMap(([name, value]): [string[], unknown][] =>
      name.startsWith(`${from}.`) && value !== undefined ? [[name.slice(from.length + 1).split('.'), value]] : [],
    )
  const body = nested(part('body'))
  const action = route.kind === 'action' && shaping.schemas ? actionOf(route, shaping.actions ?? []) : undefined
  if (action && shaping.schemas) {
    const slug = await anySlug(shaping)
    const page = action.page.replaceAll(/\[+(?:\.\.\.)?(\w+)\]+/g, (_, name: string) => encodeURIComponent(String(body[name] ?? slug)))
    const call = { id: action.id, parameters: parametersOf(route, shaping.schemas.source), slug }
    return { request: { actor, method: 'POST', path: page, action: call, body }, object, fields }
  }
  const query = new URLSearchParams(part('query').map(([path, value]): [string, string] => [path.join('.'), text(value)]))
  const path = filled(route.path, new Map(part('params').map(([names, value]) => [names.join('.'), text(value)])), shaping.setting)
  const headers = Object.fromEntries(
    part('headers').flatMap(([names, value]): [string, string][] =>
      given[`headers.${names.join('.')}`] === undefined ? [] : [[names.join('.'), text(value)]],
    ),
  )
  const method = route.method === 'ALL' ? (part('body').length > 0 ? 'POST' : 'GET') : route.method
  return {
    request: {
      actor,
      method,
      path: query.size > 0 ? `${path}?${query.toString()}` : path,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(!['GET', 'HEAD'].includes(method) && { body }),
    },
    object,
    fields,
  }
}

/** Whom a mail goes to, where it is the caller who says it: elsewhere `to` may be a day. */
const isAddressee = ({ from, path, checks }: Field, route: Route): boolean =>
  from === 'body' && checks.length === 0 && /^(?:to|cc|bcc|recipients?)$/.test(path.at(-1) ?? '') && lureOf(route) === 'mail'

/** A page that shows one thing needs to find it. */
async function anySlug({ model, rows }: Shaping): Promise<string> {
  const table = model.tables.find(one => one.columns.some(column => column.name === 'slug'))
  const [row] = (table && (await rows?.some(table.name, 1))) ?? []
  return String(row?.['slug'] ?? '1')
}

/** A value that is in the database: the key of a row of `whose`, or of a row that a foreign key leads to. */
async function stored(
  field: Field,
  whose: Actor,
  tables: ReadonlyMap<string, Table>,
  shaping: Shaping,
): Promise<{ table: string; row: Row; value: unknown; own: boolean } | undefined> {
  const { rows } = shaping
  if (!rows) return undefined
  for (const { table: name, column: named, use } of ordered(field.columns)) {
    const table = tables.get(name)
    const column = table && columnOf(table, named)
    if (!table || !column) continue
    // Asked for and then written: it must not be there yet.
    if (use === 'filter' && field.columns.some(one => one.use === 'data' && one.table === name && one.column === named)) continue
    if (use === 'filter' && isNaming(table, column)) {
      const offer = shaping.offers && (await onOffer(rows, name))
      const own = offer ? undefined : await rows.owned(name, whose)
      const row = offer ?? own ?? (await rows.owned(name, whose, true))
      if (row?.[column.name] !== undefined && row[column.name] !== null)
        return { table: name, row, value: row[column.name], own: own !== undefined }
    }
    const key = table.foreignKeys.find(one => one.columns.length === 1 && one.columns[0] === column.name)
    const row = key && (await rows.owned(key.table, whose, true))
    const value = row?.[key?.references[0] ?? 'id']
    if (key && row && value !== undefined) return { table: key.table, row, value, own: use === 'filter' }
  }
  return undefined
}

/** For a column with few values (a status, a kind): one that other rows hold, so that a change shows. */
async function another(
  field: Field,
  whose: Actor,
  tables: ReadonlyMap<string, Table>,
  { rows }: Shaping,
): Promise<{ table: string; row: Row; value: unknown; own: boolean } | undefined> {
  const target = field.columns.find(column => column.use === 'data')
  const table = target && tables.get(target.table)
  const column = table && columnOf(table, target.column)
  if (
    !rows ||
    !table ||
    !column ||
    !(
      column.values ||
      /enum/.test(field.checks.join(' ')) ||
      /^(?:status|state|type|kind|role|category|size|plan|tier)$/i.test(column.name)
    )
  )
    return undefined
  const own = await rows.owned(table.name, whose, true)
  const held = column.values ?? (await rows.some(table.name, 300)).map(row => row[column.name])
  const seen = [...new Set(held)].filter(value => typeof value === 'string')
  const value = seen.find(one => one !== own?.[column.name]) ?? seen[0]
  return own && value !== undefined ? { table: table.name, row: own, value, own: false } : undefined
}

/** Filters first: they name the object. */
const ordered = (columns: readonly FieldColumn[]): readonly FieldColumn[] =>
  columns.toSorted((a, b) => Number(a.use === 'data') - Number(b.use === 'data'))

export const columnOf = (table: Table, name: string): Column | undefined =>
  table.columns.find(column => column.name === name || column.field === name) ??
  idOf(table, name) ??
  table.columns.find(column => column.name.replaceAll('_', '').toLowerCase() === name.replaceAll('_', '').toLowerCase())

/** The key that every document has and no schema of Mongoose declares; its documents call it `id` as well. */
const idOf = (table: Table, name: string): Column | undefined =>
  table.primaryKey.includes('_id') && (name === '_id' || name === 'id')
    ? { name: '_id', field: '_id', type: 'objectid', nullable: false, hasDefault: true, unique: true, at: table.at }
    : undefined

/** A column by which one row is meant: a key, a unique one, a slug or a token. */
const isNaming = (table: Table, column: Column): boolean =>
  table.primaryKey.includes(column.name) ||
  column.unique ||
  /(?:^|_)(?:id|uuid|slug|token|code|number|name|email|phone|mobile|username|login)$|(?:Id|Slug|Token|Code|Number|Name|Email|Phone)$/.test(
    column.name,
  ) ||
  table.indexes.some(index => index.unique && index.columns.length === 1 && index.columns[0] === column.name)

function made(field: Field, tables: ReadonlyMap<string, Table>, seed: string): unknown {
  const called = field.path.findLast(part => part !== '*') ?? ''
  const name = field.path.at(-1) === '*' ? oneOf(called) : called
  const target = field.columns.find(column => column.use === 'data') ?? field.columns[0]
  const table = target && tables.get(target.table)
  const column = table && columnOf(table, target.column)
  if (table && !column && field.checks.length === 0) {
    const document = documentOf(table, target.column, seed)
    if (document) return document
  }
  if (column?.values) return column.values[0]
  if (field.checks.length === 0 && ID.test(name) && isOfDocuments(tables)) return documentKey(`${seed}${name}`)
  return column && field.checks.length === 0 && /int|numeric|decimal|bool|json|timestamp|date|uuid|real|double|\[\]/i.test(column.type)
    ? fitting(column, table, seed)
    : plausible(name, field.checks, seed)
}

const ID = /^_?id$|_id$|[a-z]Id$/

/** Where all that is kept is documents, a key that leads nowhere has to look like theirs, or it is refused for its form. */
const isOfDocuments = (tables: ReadonlyMap<string, Table>): boolean =>
  tables.size > 0 && [...tables.values()].every(table => table.kind === 'mongoose')

/** `{ address: { city, street } }` of a document in a document, where no list of them is meant. */
function documentOf(table: Table, name: string, seed: string): Record<string, unknown> | undefined {
  const below = table.columns.filter(column => column.name.startsWith(`${name}.`))
  if (below.length === 0 || /[^s]s$/.test(name)) return undefined
  return Object.fromEntries(
    below.map(column => {
      const own = column.name.slice(name.length + 1)
      return [own, fitting({ ...column, name: own, field: own }, table, seed)]
    }),
  )
}

/** `[['items', '*', 'id'], 3]` → `{ items: [{ id: 3 }] }`. */
export const nested = (entries: readonly (readonly [readonly string[], unknown])[]): Record<string, unknown> =>
  entries.reduce<unknown>((root, [path, value]) => put(root, path, value), {}) as Record<string, unknown>

function put(into: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value
  // `items[0]` names one of a list as `items[i]` does.
  const place = part === '*' ? 0 : /^\d$/.test(part) ? Number(part) : undefined
  if (place !== undefined) {
    const list: unknown[] = Array.isArray(into) ? [...into] : []
    list[place] = put(list[place], rest, value)
    return list
  }
  const object = typeof into === 'object' && into !== null && !Array.isArray(into) ? (into as Record<string, unknown>) : {}
  return { ...object, [part]: put(object[part], rest, value) }
}

/** `/orders/:id` → `/orders/42`; optional and catch-all segments take what there is. */
function filled(path: string, values: ReadonlyMap<string, string>, setting: Shaping['setting']): string {
  return withSettings(path, setting)
    .split('/')
    .flatMap(segment => {
      const match = /^:?(?:\.\.\.)?([\w-]+)([*?+]*)$/.exec(segment.startsWith(':') ? segment : '')
      if (!match)
        return segment === '*' ? ['lab'] : [segment.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values.get(name) ?? '1'))]
      const value = values.get(match[1]!)
      if (value === undefined) return match[2]?.includes('?') ? [] : ['1']
      return [encodeURIComponent(value)]
    })
    .join('/')
}

const text = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))

/** `/:API_PREFIX/users` as the running copy has it. */
export const withSettings = (path: string, setting: Shaping['setting']): string =>
  path.replaceAll(/:([A-Z][A-Z\d_]*)(?=\/|$)/g, (part, name: string) => setting?.(name)?.replaceAll(/^\/|\/$/g, '') ?? part)
