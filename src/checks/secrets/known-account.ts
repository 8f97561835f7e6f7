import { defineCheck } from '#checks/check'
import type { Effect, QueryEffect, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { fieldsOf } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'
import { seededAccounts } from './seeded-account.js'

export default defineCheck({
  id: 'secrets/known-account',
  title: 'The app makes an account whose password stands in the code',
  why: 'Everyone who has seen the repository signs in with it, and where the account is an administrator’s, owns the shop.',
  severity: 'critical',
  refs: ['CWE-798', 'CWE-1392', 'OWASP-A07:2021'],
  needs: ['setups', 'routes', 'source'],
  *find({ setups, routes, source }) {
    yield* seededAccounts(source)
    const atStart = setups.flatMap(setup => (setup.what === 'start' ? setup.effects : []))
    const made: { effect: Effect; route?: Route }[] = [
      ...atStart.map(effect => ({ effect })),
      ...routes.flatMap(route => (route.unreached ? [] : route.effects.map(effect => ({ effect, route })))),
    ]
    for (const { effect, route } of made) {
      if (!makesKnown(effect)) continue
      const isStaff = [...fieldsOf(effect.data)].some(([field, value]) => RIGHT.test(field) && saysStaff(value))
      yield {
        at: effect.at,
        certainty: 'certain',
        severity: isStaff ? 'critical' : 'medium',
        message: `${route ? `\`${nameOf(route)}\`` : 'Each start of the app'} makes ${isStaff ? 'an administrator' : 'an account'} in \`${effect.table}\` with a password that is written out in the code.`,
        help: 'Make the first account by a script that asks for its password, and give the account that is there a new one.',
        key: `${effect.at.file} ${effect.table}`,
        ...(route ? { route: nameOf(route) } : {}),
        ...(effect.table ? { table: effect.table } : {}),
        trail: [...effect.trail, { at: effect.at, label: 'the account is made' }],
      }
    }
  },
})

const PASSWORD = /^(?:user_?)?(?:passw(?:or)?d|pwd|pass)(?:_?hash)?$|^hash(?:ed)?_?passw(?:or)?d$/i
const RIGHT = /^(?:role|roles|user_?type|type|is_?(?:admin|staff|super_?user)|admin)$/i

/** A row of people, with a password that only the code says, outside of what is for development only. */
function makesKnown(effect: Effect): effect is QueryEffect {
  if (effect.kind !== 'query' || (effect.does !== 'create' && effect.does !== 'upsert') || !isPeople(effect.table ?? '')) return false
  if (effect.when.some(({ term }) => [...originsOf(term)].some(one => one.from === 'env'))) return false
  return [...fieldsOf(effect.data)].some(([field, value]) => PASSWORD.test(field) && isWrittenOut(value))
}

/** A text, or what is made from texts alone: its hash. */
function isWrittenOut(value: Term): boolean {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' && value.value.length >= 4
    case 'either':
      return value.of.some(isWrittenOut)
    case 'computed':
      return /hash|digest|md5|sha\d|encrypt/i.test(value.how) && value.of.some(isWrittenOut)
    default:
      return false
  }
}

function saysStaff(value: Term): boolean {
  switch (value.kind) {
    case 'literal':
      return value.value === true || (typeof value.value === 'string' && /admin|owner|super|staff|root/i.test(value.value))
    case 'either':
      return value.of.some(saysStaff)
    case 'list':
      return value.items.some(saysStaff)
    default:
      return false
  }
}
