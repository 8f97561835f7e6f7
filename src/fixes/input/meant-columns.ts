import type { Table } from '#database/catalogue'
import type { AppModel } from '#model/app-model'
import { nameOf as routeName } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { fieldsOf } from '#model/read/terms'
import { nameOf } from '#source/tree'
import type { Finding } from '#triage/finding'
import { type Code, functionAround, textOf } from '../code/code.js'
import type { WholeWrite } from './whole-write.js'

/** The handler itself works on it, `req.body.password` say; or a new row cannot be without it. */
export function isMeant(code: Code, { call, name }: WholeWrite, column: string, table: Table | undefined): boolean {
  const fn = functionAround(code, call)
  if (fn && textOf(code, fn).includes(`${name}.${column}`)) return true
  const known = table?.columns.find(one => one.name === column || one.field === column)
  return CREATES.test(nameOf(call.callee) ?? '') && known !== undefined && !known.nullable && !known.hasDefault
}

/** The state of an order, or a price, that nothing else in the app ever changes: whoever runs the shop does it here. */
export function changedOnlyHere(
  code: Code,
  { call }: WholeWrite,
  finding: Finding,
  columns: readonly string[],
  model: AppModel,
): readonly string[] {
  if (CREATES.test(nameOf(call.callee) ?? '') || isPeople(finding.table ?? '')) return []
  const lost = (model.tables.find(one => one.name === finding.table)?.columns ?? [])
    .map(column => column.field)
    .filter(field => RUN.test(field) && !columns.includes(field))
  const written = model.routes
    .filter(route => routeName(route) !== finding.route)
    .flatMap(route => route.effects)
    .flatMap(effect =>
      effect.kind === 'query' && effect.does === 'update' && effect.table === finding.table
        ? [...fieldsOf(effect.data)].map(([name]) => name)
        : [],
    )
  return lost.filter(field => !written.includes(field))
}

const RUN = /status|state$|price|amount|discount|(?:active|published|enabled|available)$/i

const CREATES = /^(?:create\w*|insert\w*|[A-Z]\w*)$/
