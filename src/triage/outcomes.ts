import type { Gap, GapPart } from '#base/gap'
import { comparePlaces } from '#base/place'
import type { Check, Part } from '#checks/check'
import type { ChecksRun } from '#checks/run'
import type { AppModel, QueryEffect } from '#model/app-model'
import type { CheckResult } from './finding.js'

/** Parts of the model that a gap may hide. A file that was not read may hold anything that such a file can. */
const HIDES: Readonly<Record<Exclude<GapPart, 'files'>, readonly Part[]>> = {
  routes: ['routes'],
  guards: ['routes'],
  queries: ['routes', 'browser'],
  tables: ['tables', 'functions', 'buckets'],
  env: ['env'],
  rules: ['firebase', 'matrix'],
}
const SCHEMA: readonly Part[] = ['tables', 'functions', 'buckets', 'source']
const CODE: readonly Part[] = ['routes', 'browser', 'setups', 'env', 'edge', 'source']

/** The parts that a check is about; without any of them there is nothing to check. */
const SUBJECTS = ['routes', 'browser', 'tables', 'functions', 'buckets', 'edge', 'env', 'firebase'] as const
/** Nothing can be said of them by reading. */
const TRIED: ReadonlySet<Part> = new Set(['rejected', 'rehearsed'])
const NOUNS: Readonly<Record<(typeof SUBJECTS)[number], string>> = {
  routes: 'routes',
  browser: 'browser code that calls out',
  tables: 'tables',
  functions: 'database functions',
  buckets: 'storage buckets',
  edge: 'edge functions',
  env: 'environment variables',
  firebase: 'Firebase rules',
}

/** What each check came to. A gap turns a pass into `unknown` only where it may hide what the check needs. */
export function outcomes(checks: readonly Pick<Check, 'id' | 'needs'>[], run: ChecksRun, model: AppModel): readonly CheckResult[] {
  const gaps = gapsOf(model).map(gap => ({ gap, parts: new Set(partsHidden(gap)) }))
  return checks
    .map(({ id, needs }) => {
      const error = run.errors.find(each => each.check.id === id)
      if (error)
        return {
          check: id,
          outcome: 'error' as const,
          reason: `The check stopped: ${String((error.error as Error | null)?.message ?? error.error)}`,
        }
      const count = run.problems.filter(each => each.check.id === id).length
      if (count > 0) return { check: id, outcome: 'fail' as const, reason: count === 1 ? '1 finding.' : `${count} findings.` }
      return { check: id, ...outcomeWithoutFinding(needs, model, gaps) }
    })
    .toSorted((a, b) => (a.check < b.check ? -1 : 1))
}

/** A gap with the parts of the model that it may hide. */
interface Hiding {
  readonly gap: Gap
  readonly parts: ReadonlySet<Part>
}

function outcomeWithoutFinding(needs: readonly Part[], model: AppModel, gaps: readonly Hiding[]): Omit<CheckResult, 'check'> {
  const untried = needs.some(part => TRIED.has(part) && model[part as 'rejected' | 'rehearsed'] === undefined)
  if (untried)
    return { outcome: 'not-applicable', reason: 'Only `seaworthy database` tries this, where the app has statements or migrations to try.' }
  const hiding = gaps.filter(({ parts }) => needs.some(part => parts.has(part)))
  const first = hiding[0]?.gap
  if (first)
    return {
      outcome: 'unknown',
      reason: `\`${first.at.file}:${first.at.line}\` could not be read: ${first.why}${hiding.length > 1 ? ` (and ${hiding.length - 1} more)` : ''}.`,
    }
  const subjects = SUBJECTS.filter(part => needs.includes(part))
  const aboutParts = subjects.length > 0 && !needs.some(part => part === 'source' || part === 'setups')
  if (aboutParts && subjects.every(part => (model[part] ?? []).length === 0))
    return { outcome: 'not-applicable', reason: `The app has no ${listOf(subjects.map(part => NOUNS[part]))}.` }
  const bare = needs.includes('tables') && model.tables.length === 0 ? firstQuery(model) : undefined
  if (bare) return { outcome: 'unknown', reason: `The app queries \`${bare.table ?? 'a database'}\`, but no file declares its tables.` }
  return { outcome: 'pass', reason: 'Nothing found.' }
}

/** Every gap of the model and of its routes, once. */
export function gapsOf(model: AppModel): readonly Gap[] {
  const all = [...model.gaps, ...model.routes.flatMap(route => route.gaps)]
  const once = new Map(all.map(gap => [`${gap.at.file}\0${gap.at.line}\0${gap.why}`, gap]))
  return [...once.values()].toSorted((a, b) => comparePlaces(a.at, b.at) || (a.why < b.why ? -1 : 1))
}

function partsHidden(gap: Gap): readonly Part[] {
  return gap.hides.flatMap(part => {
    if (part !== 'files') return HIDES[part]
    if (/\.(sql|prisma)$/.test(gap.at.file)) return SCHEMA
    return /\.[cm]?[jt]sx?$/.test(gap.at.file) ? CODE : [...SCHEMA, ...CODE]
  })
}

function firstQuery(model: AppModel): QueryEffect | undefined {
  const effects = [...model.routes, ...model.browser].flatMap(unit => unit.effects)
  return effects.find((effect): effect is QueryEffect => effect.kind === 'query')
}

const listOf = (nouns: readonly string[]): string =>
  nouns.length > 1 ? `${nouns.slice(0, -1).join(', ')} or ${nouns.at(-1)}` : (nouns[0] ?? '')
