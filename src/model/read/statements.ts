import type { Table } from '#database/catalogue'
import type { CodeFilter, CodeStatement, CodeValue, Literal } from '#database/rehearsal/statement'
import type { AppModel, QueryEffect } from '../app-model.js'
import type { Term } from '../term.js'
import { nameOf } from './route.js'
import { tablesByName } from './tables.js'
import { leaves } from './terms.js'

/** Libraries that send what they are given; the others know the schema themselves and fill in what is left out. */
const PLAIN = new Set(['supabase', 'knex', 'kysely'])
const TEXT = new Set([
  'prisma',
  'pg',
  'postgres',
  'neon',
  'vercel-postgres',
  'drizzle',
  'knex',
  'kysely',
  'sequelize',
  'typeorm',
  'sql',
  'slonik',
])
/** They speak to no Postgres. */
const FOREIGN = /mongo|mysql|sqlite|firestore|d1|libsql|redis/i
const MOST_ALTERNATIVES = 6

/** Every statement that the app's code sends, once for each place and alternative, as far as the code fixes it. */
export function codeStatements(model: Pick<AppModel, 'routes' | 'browser' | 'tables' | 'setups'>): CodeStatement[] {
  const byName = tablesByName(model.tables)
  const found = new Map<string, CodeStatement>()
  const callers = [
    ...model.routes.map(route => ({ route: nameOf(route), effects: route.effects })),
    ...model.browser.map(unit => ({ route: undefined, effects: unit.effects })),
    ...model.setups.map(setup => ({ route: undefined, effects: setup.effects })),
  ]
  for (const { route, effects } of callers)
    for (const effect of effects) {
      if (effect.kind !== 'query' || FOREIGN.test(effect.via)) continue
      for (const statement of ofEffect(effect, effect.table === undefined ? undefined : byName.get(effect.table), route))
        if (!found.has(statement.id)) found.set(statement.id, statement)
    }
  return [...found.values()]
}

function* ofEffect(effect: QueryEffect, table: Table | undefined, route: string | undefined): Generator<CodeStatement> {
  const base = {
    at: effect.at,
    ...(route === undefined ? {} : { route }),
    via: effect.via,
    columns: [],
    filters: [],
    values: [],
    whole: false,
  }
  const place = `${effect.at.file}:${effect.at.line}`
  if (effect.sql?.kind === 'computed' && effect.sql.how === 'rpc') {
    const [name] = effect.sql.of
    if (name?.kind !== 'literal' || typeof name.value !== 'string') return
    const given = effect.data === undefined ? { values: [], whole: true } : writtenIn(effect.data, undefined, effect.via)
    yield { ...base, id: `${place} ${name.value}()`, does: 'call', name: name.value, ...given }
    return
  }
  if (effect.sql?.kind === 'literal' && typeof effect.sql.value === 'string' && TEXT.has(effect.via)) {
    if (/^\s*(?:select|insert|update|delete|with)\b/i.test(effect.sql.value))
      yield { ...base, id: `${place} ${effect.sql.value}`, does: 'text', sql: effect.sql.value }
    return
  }
  const does = DOES[effect.does]
  if (!does || effect.table === undefined || effect.sql !== undefined) return
  const whole = {
    ...base,
    does,
    table: effect.table,
    columns: PLAIN.has(effect.via) ? (effect.columns ?? []).flatMap(name => (isColumn(name, effect) ? [name] : [])) : [],
    filters: effect.filters.flatMap(filter => filterOf(filter, effect.via, table)),
    ...(effect.conflict ? { conflict: effect.conflict } : {}),
  }
  if (does === 'select' || does === 'delete') {
    yield { ...whole, id: `${place} ${does} ${effect.table}` }
    return
  }
  const rows = alternatives(effect.data).slice(0, MOST_ALTERNATIVES)
  for (const [index, row] of rows.entries())
    yield { ...whole, ...writtenIn(row, table, effect.via), id: `${place} ${does} ${effect.table} ${index}` }
}

const DOES: Readonly<Partial<Record<QueryEffect['does'], CodeStatement['does']>>> = {
  read: 'select',
  create: 'insert',
  update: 'update',
  upsert: 'upsert',
  delete: 'delete',
}

/** Related rows are named among the columns: they have columns of their own. */
const isColumn = (name: string, effect: QueryEffect): boolean =>
  /^\w+$/.test(name) && name !== 'count' && !effect.columns?.some(other => other.startsWith(`${name}.`))

/** Each object that may be written by itself. */
function alternatives(data: Term | undefined): Term[] {
  if (!data) return []
  if (data.kind === 'list') return data.items.flatMap(alternatives)
  if (data.kind === 'either' || (data.kind === 'computed' && /^(?:\|\||\?\?)$/.test(data.how))) return data.of.flatMap(alternatives)
  return data.kind === 'object' ? [data] : []
}

function writtenIn(row: Term, table: Table | undefined, via: string): Pick<CodeStatement, 'values' | 'whole'> {
  if (row.kind !== 'object') return { values: [], whole: false }
  const values = new Map<string, CodeValue>()
  let whole = PLAIN.has(via)
  for (const part of row.spread) {
    const inner = part.kind === 'object' ? writtenIn(part, table, via) : undefined
    whole &&= inner?.whole ?? false
    // What is spread may be written over by what stands beside it.
    for (const value of inner?.values ?? []) values.set(value.column, { ...value, literals: [], certain: false })
  }
  for (const [key, term] of row.entries) {
    const column = columnFor(key, term, table, via)
    if (column === undefined) whole = false
    else values.set(column, valueOf(column, term, row.spread.length > 0))
  }
  return { values: [...values.values()], whole }
}

/** The database's name of what code writes; nothing for a relation, and for what a library would refuse by itself. */
function columnFor(key: string, term: Term, table: Table | undefined, via: string): string | undefined {
  const column = table?.columns.find(each => each.field === key) ?? table?.columns.find(each => each.name === key)
  if (column) return column.name
  return /^\w+$/.test(key) && (PLAIN.has(via) || (via === 'prisma' && term.kind === 'literal')) ? key : undefined
}

function valueOf(column: string, term: Term, mayBeOverwritten: boolean): CodeValue {
  const all = [...leaves(term)]
  const literals = all.flatMap(leaf => (leaf.kind === 'literal' ? [leaf.value] : []))
  const alone = all.length === 1 && literals.length === 1
  return {
    column,
    // That one path gives nothing may mean that the key is left out.
    // And an empty text is what a form begins with.
    literals: [...new Set(alone ? literals : literals.filter((value): value is Exclude<Literal, null> => value !== null && value !== ''))],
    certain: alone && !mayBeOverwritten,
  }
}

function filterOf(filter: QueryEffect['filters'][number], via: string, table: Table | undefined): CodeFilter[] {
  if (!/^\w+$/.test(filter.column)) return []
  const column = table?.columns.find(each => each.field === filter.column || each.name === filter.column)
  if (!column && !PLAIN.has(via)) return []
  // Of several values some are asked for and never sent: `ALL` in a form stands for no filter.
  const literals = filter.value.kind === 'literal' ? [filter.value.value] : []
  const items = filter.value.kind === 'list' ? filter.value.items.flatMap(item => (item.kind === 'literal' ? [item.value] : [])) : []
  const op = filter.op === '=' ? '=' : filter.op === 'in' && filter.value.kind === 'list' ? 'in' : 'other'
  return [
    {
      column: column?.name ?? filter.column,
      op,
      literals: (op === 'in' ? items : literals).filter(value => value !== '' && value !== null),
    },
  ]
}
