import { defineCheck } from '#checks/check'
import type { Effect } from '#model/app-model'
import { bodyLine, entryOf } from '#model/read/entry'
import { isChecked } from '#model/read/flow'
import { isOrderTable, isPayment, isWrite } from '#model/read/money'
import { isMachine, isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { isRoleTable } from '#model/read/rows'
import { fieldsOf, spelled } from '#model/read/terms'
import { originsOf, type OriginTerm, type Term } from '#model/term'

/** Fields whose wrong value costs money, or gives rights. */
const COSTLY =
  /^(?:quantity|qty|count|amount|price(?!_?id)\w*|\w*_?price|total\w*|discount(?!_?(?:code|id)$)\w*|role|balance|credits?|stock|items|percent\w*)$/i

export default defineCheck({
  id: 'input/unvalidated-body',
  title: 'What the request holds is used without being checked',
  why: 'A negative quantity, a missing field or a megabyte of text goes straight into your data.',
  severity: 'medium',
  refs: ['CWE-20', 'CWE-1284', 'OWASP-API6:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      if (route.unreached || isMachine(route) || route.kind === 'page') continue
      const used = route.effects.flatMap(effect => unchecked(effect).map(value => ({ effect, value })))
      const [first] = used
      if (!first) continue
      const name = nameOf(route)
      const values = [...new Set(used.map(one => spelled(one.value)))]
      const costly = used.find(one => COSTLY.test(one.value.path.findLast(part => part !== '*') ?? ''))
      const isStaff = used.every(one => one.effect.guards.some(isStaffGuard))
      yield {
        at: bodyLine(source, entryOf(route, first.effect)),
        certainty: 'certain',
        severity: isStaff
          ? 'low'
          : costly &&
              used.some(
                one =>
                  isPayment(one.effect) ||
                  (one.effect.kind === 'query' && (isOrderTable(one.effect.table) || isRoleTable(one.effect.table ?? ''))),
              )
            ? 'high'
            : 'medium',
        message: `\`${name}\` uses ${values
          .slice(0, 3)
          .map(value => `\`${value}\``)
          .join(', ')}${values.length > 3 ? ' and more' : ''} without checking what it holds.`,
        help: 'Parse the body with a schema first, and answer 400 where it does not fit.',
        key: name,
        route: name,
        trail: trailTo(route, [first.effect], 'used here'),
        data: { fields: values },
      }
    }
  },
})

/** Values of the body that are written, or sent on, as they came. Look-ups fail by themselves where the value makes no sense. */
function unchecked(effect: Effect): OriginTerm[] {
  const found: OriginTerm[] = []
  for (const term of termsOf(effect)) {
    for (const one of originsOf(term)) {
      if (one.from !== 'body' || one.name === 'raw' || isFile(one) || (isPayment(effect) && isReference(one))) continue
      if (!isChecked(one) && one.checked !== 'keys') found.push(one)
      // Turned into a number, which may be none, or less than nothing.
      else if (one.checked === 'number' && COSTLY.test(one.path.at(-1) ?? '') && !isCompared(one, effect)) found.push(one)
    }
  }
  return found
}

const isCompared = (one: OriginTerm, effect: Effect): boolean =>
  effect.when.some(condition =>
    [...originsOf(condition.term)].some(other => other.from === one.from && other.path.join('.') === one.path.join('.')),
  )

/** A file of a form: what it may be is a question of its own. */
const isFile = (one: OriginTerm): boolean =>
  /^(?:file|image|photo|avatar|picture|upload|attachment)s?$/i.test(one.path.at(-2) ?? '') &&
  /^(?:name|type|size)$/.test(one.path.at(-1) ?? '')

/** The payment service itself refuses an id that it does not know. */
const isReference = (one: OriginTerm): boolean => /(?:[a-z]Id|_id|_key|LookupKey)$/.test(one.path.at(-1) ?? '')

function termsOf(effect: Effect): readonly Term[] {
  if (effect.kind === 'send') return /^(?:mail|sms|ai|auth|http|storage)$/.test(effect.service) || isPayment(effect) ? [effect.input] : []
  if (!isWrite(effect) || !effect.data) return []
  const whole = effect.data.kind === 'object' ? effect.data.spread : []
  return [...[...fieldsOf(effect.data)].map(([, value]) => value), ...whole]
}
