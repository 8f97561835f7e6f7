import { defineCheck } from '#checks/check'
import type { Effect, QueryEffect, Route } from '#model/app-model'
import { isCounted } from '#model/read/counted'
import { numberDeclared } from '#model/read/declared-number'
import { isOrderTable, isPayment, isWrite } from '#model/read/money'
import { isMachine, isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { fieldsOf, spelled } from '#model/read/terms'
import { originsOf, type OriginTerm, type Term } from '#model/term'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'money/negative-amount',
  title: 'An amount below zero is let through',
  why: 'Minus three of something lowers the total of an order, and a price below zero pays the buyer.',
  severity: 'medium',
  refs: ['CWE-1284', 'CWE-20', 'CWE-839'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const told = new Set<string>()
    for (const route of routes) {
      if (route.unreached || isMachine(route)) continue
      const [first, ...others] = signedIn(route, source)
      if (!first) continue
      const field = fieldOf(first.value)
      const declared = numberDeclared(source, field, first.effect.at)
      const at = declared ?? first.effect.at
      const place = `${at.file}:${at.line}`
      if (told.has(place)) continue
      told.add(place)
      const name = nameOf(route)
      const fields = [...new Set(others.map(one => fieldOf(one.value)))].filter(one => one !== field)
      yield {
        at,
        certainty: 'likely',
        severity: first.effect.guards.some(isStaffGuard)
          ? 'low'
          : isPayment(first.effect) || isOrderTable(tableOf(first.effect))
            ? 'high'
            : 'medium',
        message: `\`${name}\` takes any number for \`${spelled(first.value)}\`, less than zero too${fields.length ? `; so it is with ${fields.map(one => `\`${one}\``).join(', ')}` : ''}.`,
        help: `Let the schema ask for the least that makes sense: 1 for how many, 0 for what it costs.`,
        key: `${name} ${field}`,
        route: name,
        trail: [
          ...trailTo(route, [first.effect], 'used here'),
          ...fields.flatMap(one => {
            const other = numberDeclared(source, one, first.effect.at)
            return other ? [{ at: other, label: `\`${one}\` too` }] : []
          }),
        ],
      }
    }
  },
})

interface Signed {
  readonly effect: Effect
  readonly value: OriginTerm
}

function signedIn(route: Route, source: Source): Signed[] {
  return route.effects.flatMap(effect =>
    termsOf(effect)
      .flatMap(term => [...originsOf(term)])
      .filter(
        one =>
          one.from === 'body' &&
          / signed number$/.test(one.checked ?? '') &&
          isCounted(fieldOf(one)) &&
          !isCompared(one, effect) &&
          !isRefused(source, fieldOf(one)),
      )
      .map(value => ({ effect, value })),
  )
}

const fieldOf = (one: OriginTerm): string => one.path.findLast(part => part !== '*') ?? ''
const tableOf = (effect: Effect): string | undefined => (effect.kind === 'query' ? effect.table : undefined)

function termsOf(effect: Effect): readonly Term[] {
  if (isPayment(effect)) return [effect.input]
  if (!isWrite(effect) || !effect.data) return []
  const query: QueryEffect = effect
  const whole = query.data?.kind === 'object' ? query.data.spread : query.data ? [query.data] : []
  return [...[...fieldsOf(query.data)].map(([, value]) => value), ...whole]
}

const isCompared = (one: OriginTerm, effect: Effect): boolean =>
  effect.when.some(condition => [...originsOf(condition.term)].some(other => other.from === one.from && fieldOf(other) === fieldOf(one)))

/** The table, or the model, refuses less than nothing by itself. */
function isRefused(source: Source, field: string): boolean {
  const column = field.replaceAll(/[a-z](?=[A-Z])/g, '$&_?')
  const inTable = new RegExp(`check\\s*\\([^;]{0,80}\\b${column}\\b"?\\s*>=?\\s*[01]`, 'i')
  const inModel = new RegExp(`\\b${field}\\s*:\\s*\\{[^}]*\\bmin\\s*:`)
  return source.files.some(
    file =>
      (file.kind === 'sql' && inTable.test(file.text())) ||
      (file.kind === 'code' && file.text().includes(field) && inModel.test(file.text())),
  )
}
