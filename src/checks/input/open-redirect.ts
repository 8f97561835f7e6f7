import { defineCheck, type Problem } from '#checks/check'
import type { Effect, Route } from '#model/app-model'
import { chosenHost, isOwnHost } from '#model/read/address'
import { fieldLine, lineAbove } from '#model/read/entry'
import { entriesIn } from '#model/read/flow'
import { isPayment } from '#model/read/money'
import { nameOf, trailTo } from '#model/read/route'
import { samePlace, spelled } from '#model/read/terms'
import type { OriginTerm } from '#model/term'

export default defineCheck({
  id: 'input/open-redirect',
  title: 'A redirect leads wherever the request says',
  why: 'A link that begins with your address takes your customers to a page that imitates yours and asks for their password.',
  severity: 'medium',
  refs: ['CWE-601'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind === 'respond' && effect.how === 'redirect') {
          const value = chosenHost(effect.body)
          if (value && !isOwnHost(value) && value.from !== 'cookies' && value.from !== 'client')
            yield problem(route, effect, value, 'redirects to')
        } else if (isPayment(effect)) {
          const back = [...entriesIn(effect.input)].find(
            ([key, value]) => /^(?:success|cancel|return|back|refresh|redirect)_?urls?$/i.test(key) && chosenHost(value),
          )
          const value = back && chosenHost(back[1])
          if (!back || !value || !isForeign(value)) continue
          const told = problem(route, effect, value, 'sends the buyer back to')
          const read = lineAbove(source, effect.at, new RegExp(`['"\`.]${value.path.at(-1) ?? ''}\\b`, 'i'), 120)
          yield {
            ...told,
            at: fieldLine(source, effect.at, back[0].split('.').at(-1)!),
            ...(isOwnHost(value) ? { severity: 'low' } : {}),
            trail: [...(samePlace(read, effect.at) ? [] : [{ at: read, label: `\`${spelled(value)}\` is read` }]), ...told.trail!],
          }
        }
      }
    }
  },
})

/** The name by which the browser called the app is the app's own: no page of another can make it a different one. */
const isForeign = (value: OriginTerm): boolean =>
  value.from !== 'url' && value.from !== 'cookies' && !(value.from === 'headers' && value.path.at(-1) === 'host')

function problem(route: Route, effect: Effect, value: OriginTerm, does: string): Problem {
  const name = nameOf(route)
  return {
    at: effect.at,
    certainty: 'certain',
    message: `\`${name}\` ${does} the address in \`${spelled(value)}\`, whichever site it is.`,
    help: isOwnHost(value)
      ? 'Build the address from a variable that holds the app’s own URL.'
      : 'Accept a path of the app’s own only: one that begins with a single `/`.',
    key: `${name} ${spelled(value)}`,
    route: name,
    trail: trailTo(route, [effect], 'leads there'),
  }
}
