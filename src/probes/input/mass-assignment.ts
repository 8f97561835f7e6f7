import type { Finding } from '#triage/finding'
import type { Column, Table } from '#database/catalogue'
import type { QueryEffect, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import type { LabAnswer, LabRequest } from '#lab/lab'
import type { Row } from '#lab/request/rows'
import { spreadFields } from '#lab/request/spread'
import { insist } from '#lab/request/try'
import { answered, receptionOf } from '../answer.js'
import { settledRow, settledRows } from '../change.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { forEachSuspect } from '../suspected.js'

const GRANTED =
  /^(?:is_?admin|admin|role|roles|is_?staff|is_?superuser|is_?verified|verified|email_?verified|balance|credits?|store_?credit\w*|plan|tier|membership|subscription\w*|permissions?|approved|is_?pro|is_?premium)$/i

/** Sends columns that no form has, and looks whether the row took them. */
export const massAssignment: Probe = {
  id: 'input/mass-assignment',
  title: 'Columns that no form has',
  settles: ['input/mass-assignment'],
  plan: forEachSuspect(['input/mass-assignment'], attempt),
}

async function attempt(ground: Ground, route: Route, finding: Finding): Promise<Outcome> {
  const { rows, model } = ground
  const query = route.effects.find(
    (effect): effect is QueryEffect =>
      effect.kind === 'query' && ['create', 'update', 'upsert'].includes(effect.does) && effect.data !== undefined,
  )
  const name = finding.table ?? query?.table
  const table = name === undefined ? undefined : tablesByName(model.tables).get(name)
  if (!table || !rows)
    return inconclusive(
      `columns were added to ${nameOf(route)}`,
      table ? 'the rows of this database cannot be read from outside' : 'the table that it writes is not known',
    )
  const named = new Set([...finding.message.matchAll(/`(\w+)`/g)].map(match => match[1]!))
  const columns = table.columns
    .filter(column => GRANTED.test(column.name) || GRANTED.test(column.field) || named.has(column.name) || named.has(column.field))
    .filter(column => !/passw|hash/i.test(column.name))
  if (columns.length === 0)
    return inconclusive(`columns were added to ${nameOf(route)}`, 'the table has no column that only the app should set')
  const control = await ground.working(route)
  const asked = `columns were added to ${nameOf(route)}`
  if (control.actor === 'admin') return inconclusive(asked, 'an admin may set them')
  const keys = table.primaryKey.length > 0 ? table.primaryKey : ['id']
  const usual = await attemptWith(ground, route, control.request, table.name)
  let isIgnored = usual.touched.length > 0
  for (const column of columns) {
    let isTried = false
    for (const value of chosenValues(column, table, usual.before)) {
      const request = {
        ...control.request,
        body: withColumn(control.request.body, spreadFields(route, table.name)[0] ?? '', column.field || column.name, value),
      }
      const { answer, before, touched } = await attemptWith(ground, route, fresh(request, route), table.name)
      // Neither as it was before, nor as an ordinary request leaves it.
      const taken = touched.find(
        row =>
          same(row[column.name], value) &&
          !before.some(other => keyOf(other, keys) === keyOf(row, keys) && same(other[column.name], value)) &&
          !usual.touched.some(other => same(other[column.name], value)),
      )
      if (taken && receptionOf(answer, control.answer) === 'taken')
        return proved(`whoever calls ${nameOf(route)} sets \`${column.name}\` of \`${table.name}\` to ${JSON.stringify(value)}`, [
          answer.step,
          {
            kind: 'rows',
            table: table.name,
            before: 'after an ordinary request the row holds something else',
            after: `${column.name} = ${String(value)}`,
          },
        ])
      isTried ||=
        touched.length > 0 &&
        receptionOf(answer, control.answer) === 'taken' &&
        !usual.touched.some(other => same(other[column.name], value))
    }
    isIgnored &&= isTried
  }
  return isIgnored && control.works
    ? refuted(
        `${nameOf(route)} ignored columns that no form has`,
        `${columns.map(column => `\`${column.name}\``).join(', ')} stayed as an ordinary request leaves them`,
        [control.answer.step],
      )
    : inconclusive(
        asked,
        usual.touched.length > 0
          ? 'it refuses each request that sets more'
          : `${answered(usual.answer)} to an ordinary request, and no row of \`${table.name}\` changes`,
        [usual.answer.step],
      )
}

/** The column at the top of the body, or in the field that is written as it comes. */
function withColumn(body: unknown, field: string, column: string, value: unknown): object {
  const whole = (body ?? {}) as Readonly<Record<string, unknown>>
  if (field === '' || field.includes('.')) return { ...whole, [column]: value }
  const inner = whole[field]
  return { ...whole, [field]: { ...(typeof inner === 'object' && inner !== null ? inner : {}), [column]: value } }
}

interface Try {
  readonly answer: LabAnswer
  readonly before: readonly Row[]
  /** Rows that were made or changed. */
  readonly touched: readonly Row[]
}

/** Sends it, sees which rows it touched, and undoes it. */
async function attemptWith({ lab, rows }: Ground, route: Route, request: LabRequest, table: string): Promise<Try> {
  const before = (await rows?.some(table, MOST_ROWS)) ?? []
  const { answer } = await insist(lab, fresh(request, route))
  const known = settledRows(before)
  const touched = ((await rows?.some(table, MOST_ROWS)) ?? []).filter(row => !known.has(settledRow(row)))
  await lab.reset()
  return { answer, before, touched }
}

const MOST_ROWS = 2000

const keyOf = (row: Row, keys: readonly string[]): string => keys.map(key => String(row[key])).join(' ')

/** A second account needs an address of its own. */
const fresh = <Request extends { readonly body?: unknown }>(request: Request, route: Route): Request => {
  const body = request.body as Record<string, unknown> | undefined
  return /sign-?up|regist|join/i.test(route.path) && typeof body?.['email'] === 'string'
    ? { ...request, body: { ...body, email: `second.${String(body['email'])}` } }
    : request
}

/** Values that the column can hold and that the rows at hand do not all have. */
function chosenValues(column: Column, table: Table, rows: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] {
  if (/bool|tinyint/i.test(column.type)) return [true, 1, false]
  if (/int|numeric|decimal|real|double|float/i.test(column.type)) return [/admin|staff|verified|active/i.test(column.name) ? 1 : 987_654]
  if (/time|date/i.test(column.type)) return ['2031-01-01T00:00:00.000Z']
  const seen = [...new Set(rows.map(row => row[column.name]).filter((value): value is string => typeof value === 'string'))]
  const privileged = seen.filter(value => /admin|staff|owner|super|pro|premium|plus|gold|enterprise|verified|approved/i.test(value))
  return [
    ...new Set([
      ...privileged,
      /role/i.test(column.name) ? (seen.some(value => value === value.toUpperCase()) ? 'ADMIN' : 'admin') : 'pro',
      ...seen,
    ]),
  ].slice(0, 4)
}

const same = (held: unknown, sent: unknown): boolean =>
  held === sent ||
  String(held) === String(sent) ||
  (sent === true && (held === 1 || held === 't')) ||
  (held instanceof Date && held.toISOString() === sent) ||
  Number(held) === sent
