import type { Table } from '#database/catalogue'
import type { LiveEffect } from '#plugins/effect'
import type { RouteDeclaration, Run, World } from '#plugins/plugin'
import { originsIn, UNDEFINED } from '#plugins/value'
import type { Effect, Route, RouteKind } from '../app-model.js'
import { effectOf } from '../convert/effect.js'
import { isRefusal } from '../read/answers.js'
import { judgeAuth } from './auth.js'
import { inputsOf, validatedOf } from './inputs.js'
import { limiterOf } from './limiter.js'

/** Names that code uses for tables, and the tables. */
export interface Tables {
  readonly byName: ReadonlyMap<string, Table>
  readonly nameOf: (name: string | undefined) => string | undefined
}

/** Runs a route's chain once and says what it does. */
export function routeOf(declaration: RouteDeclaration, world: World, tables: Tables): Route {
  const run = world.run()
  const before = world.gaps.length
  declaration.handle(run)
  if (run.exhausted)
    run.gap(declaration.at, `\`${declaration.method} ${declaration.path}\` is too large to follow to its end`, ['guards', 'queries'])
  const effects = once(run.effects).map(live => effectOf(live, tables.nameOf))
  const own = effects.filter(effect => !effect.onTheWay)
  const kind = kindOf(declaration, effects)
  const judged = own.every(refuses) ? [...own, ...endOf(run, declaration, tables)] : own
  const judge = (of: readonly Effect[]): ReturnType<typeof judgeAuth> =>
    judgeAuth(declaration.method, declaration.path, kind, of, tables.byName)
  const apart = judge(judged)
  // A route that does nothing of its own behind a guard is behind the guard all the same.
  const { auth, how, guards } = apart.auth === 'public' && own.length && own.every(isGuarded) ? judge(effects) : apart
  const inputs = inputsOf(effects)
  const isUncertain = run.exhausted || run.marks.has('unread-guard')
  if (run.marks.has('unread-guard'))
    run.gap(run.marks.get('unread-guard')!, `a middleware of \`${declaration.method} ${declaration.path}\` could not be followed`, [
      'guards',
    ])
  return {
    method: declaration.method,
    path: declaration.path,
    kind,
    framework: declaration.framework,
    at: declaration.at,
    auth: isUncertain && (auth === 'open' || auth === 'weak') ? 'unknown' : auth,
    how: declaration.unreached ? `nothing mounts it; ${how}` : how,
    guards,
    validated: validatedOf(inputs, effects),
    inputs,
    effects,
    tables: [...new Set(effects.flatMap(effect => (effect.kind === 'query' && effect.table ? [effect.table] : [])))].sort(),
    limiter: limiterOf(run),
    unreached: declaration.unreached ?? false,
    ...(run.marks.has('closed') ? { closedBy: run.marks.get('closed')! } : {}),
    gaps: world.gaps.slice(before),
  }
}

const isGuarded = (effect: Effect): boolean => effect.guards.some(guard => guard.kind === 'session' || guard.kind === 'role')

const refuses = (effect: Effect): boolean => effect.kind === 'respond' && isRefusal(effect)

/** What a handler does that could not be read is still done behind the guards that were passed on the way to it. */
function endOf(run: Run, { at }: RouteDeclaration, tables: Tables): Effect[] {
  const before = run.effects.length
  run.emit({ kind: 'respond', how: 'empty', status: undefined, body: UNDEFINED }, at)
  return run.effects.slice(before).map(effect => effectOf(effect, tables.nameOf))
}

/** The same line reached twice under the same guards (a handler that two branches call) is one effect. */
function once(effects: readonly LiveEffect[]): LiveEffect[] {
  const seen = new Map<string, LiveEffect>()
  for (const effect of effects) {
    const guards = new Set<string>()
    for (const fact of effect.facts) if (fact.kind === 'guard') guards.add(fact.guard)
    const key = `${effect.kind} ${effect.at.file}:${effect.at.line} ${'table' in effect ? effect.table : ''} ${'does' in effect ? effect.does : ''} ${'operation' in effect ? effect.operation : ''} ${[...guards].join()} ${effect.trail.length} ${detailOf(effect)}`
    if (!seen.has(key)) seen.set(key, effect)
  }
  return [...seen.values()]
}

/** What tells two effects of one line apart. */
const detailOf = (effect: LiveEffect): string =>
  effect.kind === 'respond'
    ? `${effect.how} ${effect.status ?? ''}`
    : effect.kind === 'query'
      ? effect.filters.map(filter => filter.column + filter.op).join()
      : effect.kind === 'compare'
        ? originsIn([effect.left, effect.right])
            .map(one => `${one.from} ${one.name ?? one.path.join('.')}`)
            .join()
        : ''

/** Webhooks are set up, tried out and looked at here; nobody is told of an event. */
const MANAGES =
  /(?:^|[/_-])(?:create|delete|remove|update|list|get|test|send|manage|register|set-?up|dispatch|deploy|debug|configure|endpoints?|settings?|logs?|deliveries|retry|replay|simulate|secret|subscriptions?)(?=[/_-]|$)/i

function kindOf(declaration: RouteDeclaration, effects: Route['effects']): RouteKind {
  if (declaration.kind !== 'http' && declaration.kind !== 'edge-function') return declaration.kind
  if (/webhook|stripe\/events|hooks?\//i.test(declaration.path) && !MANAGES.test(declaration.path)) return 'webhook'
  if (effects.some(effect => effect.guards.some(guard => guard.kind === 'signature'))) return 'webhook'
  if (/\bcron\b/i.test(declaration.path)) return 'cron'
  return declaration.kind
}
