import type { Severity } from '#base/certainty'
import type { TrailStep } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { type Lure, lureOf, luredTo } from '#model/read/risk'
import { nameOf, trailTo } from '#model/read/route'

interface Kind {
  readonly severity: Severity
  readonly says: string
  readonly help: string
}

const KINDS: Record<Lure, Kind> = {
  password: {
    severity: 'medium',
    says: 'lets anyone try passwords or codes without end',
    help: 'Count the tries by account and by address, and answer 429 after a few.',
  },
  model: {
    severity: 'medium',
    says: 'calls a paid model as often as anyone asks',
    help: 'Count the calls by user and by address, and answer 429 above a daily budget.',
  },
  card: {
    severity: 'medium',
    says: 'opens payments as often as anyone asks, which invites people who try stolen cards',
    help: 'Count the calls by address, and answer 429 after a few.',
  },
  sms: {
    severity: 'medium',
    says: 'sends text messages as often as anyone asks, at your cost',
    help: 'Count the messages by number and by address, and answer 429 after a few.',
  },
  reset: {
    severity: 'low',
    says: 'starts password resets as often as anyone asks',
    help: 'Count the calls by account and by address, and answer 429 after a few.',
  },
  account: {
    severity: 'low',
    says: 'opens accounts as often as anyone asks',
    help: 'Count the calls by address, and answer 429 after a few.',
  },
  mail: {
    severity: 'low',
    says: 'sends mail as often as anyone asks',
    help: 'Count the messages by receiver and by address, and answer 429 after a few.',
  },
  order: {
    severity: 'low',
    says: 'shows an order to whoever guesses its number and whom it is for, as often as anyone tries',
    help: 'Count the tries by order and by address, and answer 429 after a few.',
  },
  coupon: {
    severity: 'low',
    says: 'lets anyone try codes that are worth money without end',
    help: 'Count the tries by user and by address, and answer 429 after a few.',
  },
  row: {
    severity: 'low',
    says: 'stores whatever anyone sends, as often as they like',
    help: 'Count the calls by address, and answer 429 after a few.',
  },
}
/** More routes than this of one kind are one problem: a limiter in front of all of them. */
const FEW = 4

export default defineCheck({
  id: 'limits/rate-limit-missing',
  title: 'Nothing counts how often a costly or guessable route is called',
  why: 'A script can guess passwords, run up the bill of a paid service or flood your customers until somebody notices.',
  severity: 'medium',
  refs: ['CWE-770', 'CWE-307', 'OWASP-API4:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    if (source.files.some(file => /(?:^|\/)nginx[^/]*\.conf$|\.conf$/.test(file.path) && /^\s*limit_req\s/m.test(file.text()))) return
    const found = new Map<Lure, Route[]>()
    for (const route of routes) {
      const lure = route.limiter ? undefined : lureOf(route)
      // One handler may be two routes.
      if (lure && !found.get(lure)?.some(other => other.at.file === route.at.file && other.at.line === route.at.line))
        found.set(lure, [...(found.get(lure) ?? []), route])
    }
    for (const [lure, all] of found) {
      const kind = KINDS[lure]
      for (const group of all.length > FEW ? [all] : all.map(route => [route])) {
        const [route] = group as [Route, ...Route[]]
        const others = group.length - 1
        yield {
          at: route.at,
          certainty: 'likely',
          severity: route.unreached ? 'low' : kind.severity,
          message: `\`${nameOf(route)}\`${others ? `, with ${others} more,` : ''} ${kind.says}.`,
          help: kind.help,
          key: others ? lure : nameOf(route),
          route: nameOf(route),
          trail: group.flatMap(one => wayTo(one, lure)).slice(0, 40),
        }
      }
    }
  },
})

function wayTo(route: Route, lure: Lure): TrailStep[] {
  const [first, ...rest] = trailTo(route, luredTo(route, lure), 'done each time')
  return [{ ...first!, label: `\`${nameOf(route)}\` has no limiter before it` }, ...rest]
}
