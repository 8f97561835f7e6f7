import { FIXES } from '#fixes/registry.generated'
import { nameOf } from '#model/read/route'
import type { AppModel } from '#model/app-model'
import type { AppFacts, FlowAccount, HandoverInput, OwnCheckRows, QueryFact } from '#report/handover/input'
import type { OwnCheckVerdict } from '#rescue/own-checks'
import { cleaned } from '#report/handover/folder'
import type { Flow } from '#probes/flow'
import type { Source } from '#source/source'
import type { ProveResult } from './prove.js'
import type { Rescue } from './rescue.js'

/** What the handover is written from, of a rescue that has ended; nothing in it is secret. */
export function handoverOf(rescue: Rescue): HandoverInput {
  const { before, after, repairs, refused, branch, stages, leftOut } = rescue
  return cleaned({
    format: 'seaworthy-rescue-1',
    before: before.report,
    after,
    repairs: repairs.map(({ finding, record, diff, after: results }) => ({
      finding,
      title: record.title,
      diff,
      whole: true,
      gate: record.log,
      after: results.map(result => result.evidence),
      ...(record.commit !== undefined && { commit: record.commit }),
      ...(record.down !== undefined && { down: record.down }),
    })),
    refused: refused.map(({ finding, title, why }) => ({ finding: finding.id, title, why })),
    flows: flowsOf(before, rescue),
    stages,
    ...(leftOut.length > 0 && { leftOut }),
    ...(rescue.ownChecks && { ownChecks: ownChecksOf(rescue.ownChecks) }),
    ...(rescue.retest?.boundaries && { boundaries: rescue.retest.boundaries }),
    ...(rescue.retest?.coverage && { coverage: rescue.retest.coverage }),
    facts: factsOf(before.model, before.source),
    ...(branch !== undefined && { branch }),
  })
}

const ownChecksOf = ({ results, notRun }: OwnCheckVerdict): OwnCheckRows => ({
  results: results.map(({ name, outcome, says }) => ({ name, outcome, says })),
  ...(notRun !== undefined && { notRun }),
})

function flowsOf({ flows }: ProveResult, { retest, repairs }: Rescue): FlowAccount {
  const none = { before: flows.map(told), alive: [], broken: [] }
  if (!retest) return { ...none, notWalked: repairs.length > 0 ? 'the repaired app was not run.' : 'nothing was changed.' }
  if (retest.boot.outcome === 'failed')
    return { ...none, notWalked: `the repaired app did not come up (${retest.boot.why ?? 'no reason given'}).` }
  return { before: none.before, alive: retest.alive.map(told), broken: retest.broken.map(told) }
}

/** What was sent to walk it stays with the run. */
const told = (flow: Flow): Flow => {
  const { asked, ...rest } = flow
  return asked ? rest : flow
}

/** What the handover says of the app beyond its report. */
export function factsOf(model: AppModel, source: Source): AppFacts {
  const calls = model.routes.flatMap(route =>
    route.effects.flatMap(effect =>
      effect.kind === 'send' ? [{ route: nameOf(route), service: effect.service, operation: effect.operation }] : [],
    ),
  )
  return {
    setups: model.setups.map(({ what, library, at, reached }) => ({ what, library, at, reached })),
    calls: [...new Map(calls.map(call => [`${call.route} ${call.service} ${call.operation}`, call])).values()],
    limited: model.routes.filter(route => route.limiter !== undefined).map(nameOf),
    deploy: source.files.map(file => file.path).filter(path => DEPLOYS.test(path)),
    queries: queriesOf(model),
    mended: [...new Set(FIXES.flatMap(fix => fix.for))],
  }
}

const DEPLOYS =
  /^(?:vercel\.json|netlify\.toml|fly\.toml|railway\.(?:toml|json)|render\.ya?ml|Procfile|Dockerfile|docker-compose\.ya?ml|\.replit|wrangler\.(?:toml|jsonc?)|\.github\/workflows\/[^/]+|supabase\/functions\/[^/]+\/index\.ts)$/

/** Below this a query is fast enough that nobody need read about it. */
const SLOW = 5

function queriesOf({ trials }: AppModel): readonly QueryFact[] {
  if (!trials) return []
  return trials.queries
    .filter(({ before, query }) => before.ms >= SLOW && query.implied === undefined)
    .map(({ query, sql, before, after }): QueryFact => {
      const index = trials.kept.find(one => one.serves.includes(query.id))
      return {
        table: query.table,
        sql,
        rows: trials.rows,
        before,
        ...(query.route !== undefined && { route: query.route }),
        ...(index && { after, index: index.definition }),
      }
    })
}
