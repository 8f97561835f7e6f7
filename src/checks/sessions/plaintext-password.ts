import type { Place } from '#base/place'
import type { Problem } from '#checks/check'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { CompareEffect, QueryEffect, Route } from '#model/app-model'
import { nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { tablesByName } from '#model/read/tables'
import { fieldsOf, leaves } from '#model/read/terms'
import { originsOf, REQUEST_ORIGINS, type Term } from '#model/term'
import type { Source } from '#source/source'

const PASSWORD = /^(?:user_?|new_?|plain_?|temp(?:orary)?_?|initial_?)*(?:passw(?:or)?d|passcode|pwd|pass)(?:_?plain)?$/i

export default defineCheck({
  id: 'sessions/plaintext-password',
  title: 'Passwords are stored as they are, or with a hash that is guessed in seconds',
  why: 'One leaked backup opens the account of every customer, here and wherever they use the same password.',
  severity: 'critical',
  refs: ['CWE-916', 'CWE-327', 'CWE-256', 'OWASP-A02:2021'],
  needs: ['routes', 'tables', 'source'],
  *find({ routes, tables, source }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind === 'query') {
          if (effect.does === 'read') yield* searched(route, effect)
          else if (effect.via === 'mongodb' || !hashesItself(byName.get(effect.table ?? ''), source))
            yield* stored(route, withPassword(effect, byName.get(effect.table ?? '')), source)
        } else if (effect.kind === 'compare' && effect.plain) yield* compared(route, effect)
      }
    }
  },
})

/** `Member.create(req.body)`: the password that the table keeps is what the body holds. */
function withPassword(query: QueryEffect, table: Table | undefined): QueryEffect {
  const { data } = query
  const column = table?.columns.find(({ name }) => PASSWORD.test(name))
  if (!column || query.does !== 'create' || !data || [...fieldsOf(data)].some(([field]) => PASSWORD.test(field))) return query
  const whole = (data.kind === 'object' ? data.spread : [data]).find(isWholeBody)
  if (whole?.kind !== 'origin' || whole.without?.includes(column.name)) return query
  return { ...query, data: { kind: 'object', entries: [[column.name, { ...whole, path: [column.name] }]], spread: [] } }
}

const isWholeBody = (term: Term): boolean => term.kind === 'origin' && term.from === 'body' && term.path.length === 0 && !term.checked

function* stored(route: Route, query: QueryEffect, source: Source): Iterable<Problem> {
  const fields = [...fieldsOf(query.data)]
  for (const [field, value] of fields) {
    const isHash = /hash|digest/i.test(field)
    if (!PASSWORD.test(field) && !(isHash && /pass/i.test(field))) continue
    const parts = [...leaves(value)]
    // `if (changes.password) changes.password = await hash(changes.password)`: what stays as it was is nothing. So is what
    // `{ ...changes, ...(changes.password && { password: await hash(changes.password) }) }` leaves.
    const all = fields.filter(([other]) => other === field).flatMap(([, one]) => [...leaves(one)])
    if (all.length > 1 && all.some(isHashed)) continue
    const weak = parts.find(leaf => flawOf(leaf, isHash))
    const flaw = weak && flawOf(weak, isHash)
    if (!flaw) continue
    const made = weak.kind === 'computed' ? weak.at : undefined
    const people = isPeople(query.table ?? '')
    yield {
      at: lineOf(field, query.at, source),
      certainty: 'certain',
      severity: people && flaw === 'plain' && /^(?:user_?)?(?:passw(?:or)?d|pwd|pass)$/i.test(field) ? 'critical' : 'high',
      message:
        flaw === 'plain'
          ? `\`${nameOf(route)}\` stores \`${field}\` in \`${query.table ?? 'the database'}\` as it was typed.`
          : `\`${nameOf(route)}\` stores \`${field}\` in \`${query.table ?? 'the database'}\` as ${flaw}, which is made to be fast.`,
      help: 'Store only the result of `bcrypt.hash(password, 12)`, or of argon2 or scrypt.',
      key: `${query.at.file} ${query.table} ${field}`,
      route: nameOf(route),
      ...(query.table ? { table: query.table } : {}),
      trail: [...(made ? [{ at: made, label: `made into ${flaw}` }] : []), ...trailTo(route, [query], 'the password is stored')],
    }
    return
  }
}

/** The line of the field: within the statement, or in the object that was made for it just before. */
function lineOf(field: string, at: Place, source: Source): Place {
  const lines = source.file(at.file)?.text().split('\n') ?? []
  const named = new RegExp(`(?:^|[\\s{,])['"]?${field}['"]?\\s*(?:[:,}]|//|$)`)
  const below = lines.slice(at.line - 1, at.line + 19)
  const end = below.findIndex((line, index) => index > 0 && /^\s{0,8}\}?\)*;?\s*$/.test(line))
  const inside = below.slice(0, end === -1 ? below.length : end + 1).findIndex(line => named.test(line))
  if (inside !== -1) return { file: at.file, line: at.line + inside }
  const before = lines
    .slice(Math.max(0, at.line - 31), at.line - 1)
    .findLastIndex(line => named.test(line) && !/^\s*(?:\/\/|\*|\/\*)|=>|function/.test(line))
  return before === -1 ? at : { file: at.file, line: Math.max(0, at.line - 31) + before + 1 }
}

/** `WHERE email = ? AND password = ?`: what is stored must be what was typed. */
function* searched(route: Route, query: QueryEffect): Iterable<Problem> {
  const filter = query.filters.find(one => PASSWORD.test(one.column) && isTyped(one.value))
  const hashed = query.filters.find(one => PASSWORD.test(one.column) && flawOf(one.value, false) && one.value.kind === 'computed')
  const made = hashed?.value.kind === 'computed' ? hashed.value.at : undefined
  if (hashed && made)
    yield {
      ...comparison(
        route,
        query,
        `looks \`${hashed.column}\` up in \`${query.table ?? 'the database'}\` as ${flawOf(hashed.value, false)}`,
      ),
      message: `\`${nameOf(route)}\` looks \`${hashed.column}\` up in \`${query.table ?? 'the database'}\` as ${flawOf(hashed.value, false)}, which is made to be fast.`,
      at: made,
      severity: 'medium',
    }
  if (filter) yield comparison(route, query, `looks \`${filter.column}\` up in \`${query.table ?? 'the database'}\` as it was typed`)
}

function* compared(route: Route, effect: CompareEffect): Iterable<Problem> {
  const [sent, kept] = isTyped(effect.left) ? [effect.left, effect.right] : [effect.right, effect.left]
  if (!isTyped(sent) || ![...originsOf(sent)].some(one => PASSWORD.test(one.path.at(-1) ?? ''))) return
  if (kept.kind === 'computed' && !/^(\|\||\?\?|&&)$/.test(kept.how)) return
  if ([...originsOf(kept)].some(one => one.from === 'row' && PASSWORD.test(one.path.at(-1) ?? '')))
    yield comparison(route, effect, 'compares the password with the stored one as text')
}

function comparison(route: Route, effect: QueryEffect | CompareEffect, says: string): Problem {
  return {
    at: effect.at,
    certainty: 'certain',
    severity: 'high',
    message: `\`${nameOf(route)}\` ${says}, so that it must be stored readable.`,
    help: 'Store a bcrypt, argon2 or scrypt hash, and compare with the function that comes with it.',
    key: `${effect.at.file} comparison`,
    route: nameOf(route),
    trail: trailTo(route, [effect], 'compared as text'),
  }
}

/** Comes from the request with nothing done to it but a check. */
const isTyped = (term: Term): boolean => term.kind === 'origin' && REQUEST_ORIGINS.has(term.from)

const isHashed = (term: Term): boolean =>
  term.kind === 'computed' && /^call (?:\w+ )?(?:hash\w*|argon2?\w*|scrypt\w*|pbkdf2\w*)$/i.test(term.how)

function flawOf(value: Term, isHash: boolean): 'plain' | 'MD5' | 'SHA-1' | 'SHA-256' | undefined {
  if (isTyped(value)) return isHash ? undefined : 'plain'
  if (value.kind !== 'computed' || ![...originsOf(value)].some(one => REQUEST_ORIGINS.has(one.from))) return undefined
  if (/\bmd5$/i.test(value.how)) return 'MD5'
  if (/\bsha-?1$/i.test(value.how)) return 'SHA-1'
  return /\bsha-?(?:256|512|384)$/i.test(value.how) ? 'SHA-256' : undefined
}

/** A model may hash in a hook (`pre('save')`, `beforeCreate`) or in a setter; what the driver writes passes no hook. */
function hashesItself(table: Table | undefined, source: Source): boolean {
  if (!table || !/^(?:mongoose|sequelize|typeorm)$/.test(table.kind)) return false
  const text = source.file(table.at.file)?.text() ?? ''
  return /\.pre\(|[bB]efore(?:Create|Save|Update|Insert)|hooks\s*:|\bset\s*[(:]/.test(text) && /bcrypt|argon|scrypt|pbkdf|hash/i.test(text)
}
