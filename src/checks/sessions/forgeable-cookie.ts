import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Route, SessionEffect } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { type OriginTerm, originsOf, type Term } from '#model/term'

/** What such a cookie is taken to say. */
const WHO = /auth|admin|log(?:ged)?_?-?in|signed_?-?in|session|role|^user$|user_?-?(?:id|email|name|role)|^uid$|account/i
const NO_DOOR = /csrf|xsrf|theme|locale|lang|consent|cart|state|nonce|verifier|redirect|flash|view|sidebar|visitor|anon|guest|seen|banner/i
const YES = /^(?:true|1|yes|ok|on|admin|authenticated|authorized|granted|logged_?-?in|active|valid)$/i
const NAMES = /^(?:_?id|uid|user_?id|email|username|role|is_?admin)$/i

export default defineCheck({
  id: 'sessions/forgeable-cookie',
  title: 'The cookie that says who is signed in can be written by anyone',
  why: 'A cookie is text in the visitor’s own browser: whoever types the same text is signed in, as an administrator too.',
  severity: 'critical',
  refs: ['CWE-565', 'CWE-287', 'CWE-784', 'OWASP-A07:2021'],
  needs: ['routes'],
  *find({ routes }) {
    const said = new Set<string>()
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind !== 'session' || effect.does !== 'cookie') continue
        const made = forgeable(effect)
        if (!made || said.has(made.name) || ((made.names || isMark(effect, route)) && !isAsked(made.name, routes))) continue
        said.add(made.name)
        yield {
          at: effect.at,
          certainty: 'likely',
          severity: severityOf(made.name, route),
          message: `\`${nameOf(route)}\` signs people in with the cookie \`${made.name}\`, which holds ${made.holds}: anyone can set it by hand.`,
          help: 'Put a long random number into the cookie and keep whose it is on the server, or sign it with a secret and verify that on each request.',
          key: made.name,
          route: nameOf(route),
          trail: [
            { at: route.at, label: `\`${nameOf(route)}\`` },
            { at: effect.at, label: 'the cookie is set' },
          ],
        }
      }
    }
  },
})

const severityOf = (cookie: string, route: Route): Severity =>
  /admin|role/i.test(`${cookie} ${route.path} ${route.at.file}`) ? 'critical' : 'high'

interface Forgeable {
  readonly name: string
  readonly holds: string
  /** It names somebody; that it opens anything has to be seen. */
  readonly names: boolean
}

function forgeable({ input, options }: SessionEffect): Forgeable | undefined {
  const name = textOf(field(input, 'name'))
  const value = field(input, 'value')
  if (!name || !value || !WHO.test(name) || NO_DOOR.test(name) || isSigned(options) || isOver(options)) return undefined
  const text = textOf(value)
  if (text !== undefined) return YES.test(text) ? { name, holds: `the word \`${text}\``, names: false } : undefined
  const who = namedIn(value)
  return who ? { name, holds: `the plain \`${who.path.at(-1)}\``, names: true } : undefined
}

/** The account's number, address or role as it is; nothing was signed or made up. */
function namedIn(value: Term): OriginTerm | undefined {
  const plain =
    value.kind === 'computed' && /^(?:call (?:String|toString)|template)$/.test(value.how) && value.of.length === 1 ? value.of[0]! : value
  const isRow = plain.kind === 'origin' && (plain.from === 'row' || plain.from === 'body')
  return isRow && NAMES.test(plain.path.at(-1) ?? '') ? plain : undefined
}

/** The page is told that somebody is in; what signs them in is set beside it. */
const isMark = (effect: SessionEffect, { effects }: Route): boolean =>
  effects.some(other => other.kind === 'session' && other !== effect && /^(?:create|cookie)$/.test(other.does) && !forgeable(other))

/** Somewhere a guard, or a query, goes by the cookie. */
const isAsked = (name: string, routes: readonly Route[]): boolean =>
  routes.some(route =>
    route.effects.some(
      effect =>
        effect.guards.some(guard => guard.on && reads(guard.on, name)) ||
        effect.when.some(({ term }) => reads(term, name)) ||
        (effect.kind === 'query' && effect.filters.some(filter => reads(filter.value, name))),
    ),
  )

const reads = (term: Term, name: string): boolean => originsOf(term).some(one => one.from === 'cookies' && one.path[0] === name)

const field = (term: Term, name: string): Term | undefined =>
  term.kind === 'object' ? term.entries.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] : undefined
const textOf = (term: Term | undefined): string | undefined =>
  term?.kind === 'literal' && term.value != null ? String(term.value) : undefined

/** Express signs such a cookie with the secret of its parser; options from elsewhere may say so. */
const isSigned = (options: Term | undefined): boolean => {
  if (options && options.kind === 'object' && options.spread.length) return false
  const signed = options && field(options, 'signed')
  return signed !== undefined && !(signed.kind === 'literal' && signed.value === false)
}

/** Set in order to be removed. */
const isOver = (options: Term | undefined): boolean => {
  const age = options && field(options, 'maxAge')
  return age?.kind === 'literal' && Number(age.value) <= 0
}
