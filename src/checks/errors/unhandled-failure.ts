import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Effect, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { samePlace } from '#model/read/terms'
import type { Source } from '#source/source'

interface Case {
  readonly route: Route
  readonly effect: Effect
}

export default defineCheck({
  id: 'errors/unhandled-failure',
  title: 'A failing query leaves the request hanging, or ends the server',
  why: 'When the database is slow or a value is odd, customers wait for an answer that never comes, and since Node 15 the whole server stops.',
  severity: 'medium',
  refs: ['CWE-755', 'CWE-248'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    if (isCaughtElsewhere(source)) return
    const all: Case[] = []
    for (const route of routes) {
      if (route.framework !== 'express' || route.unreached || !leavesErrors(source, route.at.file)) continue
      const effect = route.effects.find(canFail)
      if (effect) all.push({ route, effect })
    }
    const groups = new Map<string, Case[]>()
    for (const one of all) {
      const key = isShared(one, all) ? causeOf(one).file : placeOf(one).file
      groups.set(key, [...(groups.get(key) ?? []), one])
    }
    for (const [file, cases] of groups) {
      const first = cases[0]!
      const others = cases.length - 1
      yield {
        at: isShared(first, all) ? causeOf(first) : placeOf(first),
        certainty: 'likely',
        severity: cases.some(({ route, effect }) => effect.failure === 'thrown' && /^(open|public|weak)$/.test(route.auth))
          ? 'medium'
          : 'low',
        message: `\`${nameOf(first.route)}\`${others ? ` and ${others} more` : ''} never answer${others ? '' : 's'} when ${whatFails(first.effect)} fails.`,
        help: 'Pass the error on with `next(error)`, by a `try` around what is awaited, or by a wrapper around every handler.',
        key: file,
        route: nameOf(first.route),
        trail: cases
          .slice(0, 40)
          .flatMap(one => [
            { at: one.route.at, label: `\`${nameOf(one.route)}\`` },
            ...one.effect.trail
              .filter(step => !samePlace(step.at, one.route.at))
              .map(({ at }) => ({ at, label: 'waits for what may fail' })),
            { at: one.effect.at, label: 'nothing catches its error' },
          ]),
      }
    }
  },
})

/** Fails by a rejected promise that nobody catches. Supabase answers with an error instead. */
function canFail(effect: Effect): boolean {
  if (effect.failure !== 'thrown' && effect.failure !== 'floating') return false
  return effect.kind === 'query' ? effect.via !== 'supabase' : effect.kind === 'send' && effect.service !== 'auth'
}

const whatFails = (effect: Effect): string =>
  effect.kind === 'query'
    ? effect.table
      ? `the query of \`${effect.table}\``
      : 'its query'
    : effect.kind === 'send'
      ? `the call to ${effect.service}`
      : 'its work'

/** The statement whose promise nobody holds; else the route, since every line of it may be the one that fails. */
const placeOf = ({ route, effect }: Case) => (effect.failure === 'floating' ? effect.at : route.at)

/** The call from which it fails: in the handler, or the line that mounts what stands before it. */
const causeOf = ({ effect }: Case): Place => effect.trail[0]?.at ?? effect.at

/** Routes of several files fail by the same thing in front of them. */
const isShared = (one: Case, all: readonly Case[]): boolean =>
  all.some(other => samePlace(causeOf(other), causeOf(one)) && other.route.at.file !== one.route.at.file)

/** Express 5 catches what a handler rejects with, 4 does not. */
function leavesErrors(source: Source, file: string): boolean {
  const version = [source.packageOf(file), ...source.packages].map(one => one?.dependencies['express']).find(Boolean)
  return version !== undefined && /^[\^~>=v\s]*[34]\b/.test(version)
}

const isCaughtElsewhere = (source: Source): boolean =>
  source.packages.some(
    one => one.dependencies['express-async-errors'] !== undefined || one.dependencies['express-promise-router'] !== undefined,
  )
