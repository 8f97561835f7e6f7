import type { DatabaseFunction } from '#database/catalogue'
import { REQUEST_ORIGINS } from '#facts/origin'
import { rowOf } from '../caller.js'
import type { LiveEffect, LiveQuery } from '../effect.js'
import type { Run } from '../plugin.js'
import { STAFF_TABLE } from '../staff.js'
import { type Fact, origin, originsIn, textOf, type Value } from '../value.js'

/** What `rpc('name', { … })` gives, and what holds where that is truthy. */
export function answerOf(effect: LiveQuery & LiveEffect, run: Run): Value {
  const name = effect.sql?.k === 'computed' ? textOf(effect.sql.of[0]) : undefined
  const procedure = run.world.functions?.find(one => one.name === name)
  const row = rowOf(effect.table, effect.at, [...effect.filters, ...lookUps(procedure, effect.data)])
  const staff = procedure && row.from === 'session' ? staffTable(procedure) : undefined
  // Only they have rows where it looks.
  if (staff !== undefined) return origin('row', [], { at: effect.at, name: staff, scoped: true })
  return { ...row, implies: asksForRole(effect, name) }
}

const staffTable = ({ body }: DatabaseFunction): string | undefined =>
  [...body.matchAll(/\b(?:from|join)\s+(?:"?public"?\.)?"?(\w+)/gi)].map(([, table = '']) => table).find(table => STAFF_TABLE.test(table))

/** Columns that the function compares with what it is handed: `where session_token = p_token`. */
function lookUps(procedure: DatabaseFunction | undefined, given: Value | undefined): { column: string; value: Value }[] {
  if (!procedure || given?.k !== 'object') return []
  const text = procedure.body.replaceAll(/--.*$/gm, '')
  return [...given.props].flatMap(([parameter, value]) => {
    if (!/^\w+$/.test(parameter)) return []
    // The parameter may be hashed first.
    const [, column] = new RegExp(`([a-z_]\\w*)\\s*=\\s*(?:\\w+\\s*\\(\\s*)*${parameter}\\b`, 'i').exec(text) ?? []
    return column === undefined ? [] : [{ column, value }]
  })
}

const ROLE_ASKED =
  /^(?:\w+_)?(?:is|has|check|verify)_(?:\w+_)?(?:admin|superadmin|super_admin|staff|moderator|role|permission|manager|owner)s?(?:_\w+)?$/i

/** `rpc('is_admin')`, `rpc('has_role', { _user_id: user.id })`: the database says what the caller may do. Of somebody whom the request names it says nothing. */
function asksForRole(effect: LiveQuery & LiveEffect, name: string | undefined): readonly Fact[] {
  if (!name || !ROLE_ASKED.test(name)) return []
  const given = effect.data ? originsIn([effect.data]) : []
  if (given.some(one => REQUEST_ORIGINS.has(one.from)) && !given.some(one => one.from === 'session')) return []
  return [{ kind: 'guard', guard: 'role', at: effect.at, how: `\`${name}\` in the database`, name }]
}
