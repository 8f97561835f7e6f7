import type { Actor } from '#base/evidence'
import type { Session } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import type { Asker } from './actors.js'
import { argumentsOf } from './arguments.js'
import { perilOf, type Callable } from './functions.js'
import { harmedBy, type Seen, watchOf } from './harm.js'
import { leakOf } from './leak.js'
import type { AccessCell, AccessObject } from './matrix.js'
import type { Aimed } from './tables.js'
import { literal, quoted } from './text.js'
import { tryAll, type Trial, type Tried } from './trial.js'

/** Whoever may call it does so with what is A's; what then changed of hers, or came back of hers, is what counts. */
export async function tryFunctions(
  session: Session,
  functions: readonly Callable[],
  tables: readonly Aimed[],
  others: readonly AccessObject[],
  askers: readonly Asker[],
  planted: Planted,
): Promise<AccessObject[]> {
  const trials: Trial[] = functions.flatMap(callable =>
    perilOf(callable)
      ? []
      : askers
          .filter(asker => callable.open.includes(asker.role) && ['anon', 'b', 'a'].includes(asker.actor))
          .map(asker => ({ asker, group: `${callable.oid} ${asker.actor}`, watch: WRITTEN, sql: call(callable, tables, planted) })),
  )
  const empties = new Set(functions.filter(({ body }) => /\btruncate\b/i.test(body)).map(({ oid }) => String(oid)))
  const tried = await watched(session, await tryAll(session, trials), tables, planted, empties)
  return functions.map(callable => ({
    kind: 'function',
    schema: callable.schema,
    name: callable.name,
    holds: 'unknown',
    cells: [
      { actor: 'nobody', does: 'execute', outcome: 'denied', by: ['no key'] },
      ...askers
        .filter(asker => ['anon', 'b', 'a'].includes(asker.actor))
        .map((asker): AccessCell => {
          const cell = { actor: asker.actor, does: 'execute' } as const
          if (!callable.open.includes(asker.role)) return { ...cell, outcome: 'denied', by: [`\`${asker.role}\` may not execute it`] }
          const peril = perilOf(callable)
          if (peril) return { ...cell, outcome: 'unknown', by: [], why: `it was not called: ${peril}` }
          const each = tried.find(one => one.trial.group === `${callable.oid} ${asker.actor}`)
          return each
            ? { ...cell, statement: shown(callable, tables, planted), ...verdictOf(each, asker.actor, callable, tables, others, planted) }
            : { ...cell, outcome: 'unknown', by: [] }
        }),
    ],
  }))
}

/** Rows written to each table so far: a function that wrote none has changed none. */
const WRITTEN = `select jsonb_build_object('returned', current_setting('seaworthy.returned', true), 'written', (select coalesce(jsonb_object_agg(oid, n), '{}') from (
  select s.relid::bigint::text as oid, n_tup_ins + n_tup_upd + n_tup_del as n from pg_stat_xact_user_tables s
  union all select i.inhparent::bigint::text, sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_xact_user_tables s join pg_inherits i on i.inhrelid = s.relid group by 1
  ) each where n > 0))::text`

/** Calls that wrote are made once more, and the tables that they wrote are looked at: all tables at each call take minutes in a large schema. */
async function watched(
  session: Session,
  tried: readonly Tried[],
  tables: readonly Aimed[],
  planted: Planted,
  /** Functions that empty tables, which is counted nowhere. */
  empties: ReadonlySet<string>,
): Promise<readonly Tried[]> {
  const counts = new Map(planted.tables.map(({ schema, name, count }) => [`${schema}.${name}`, count]))
  const a = idOfA(planted)
  const again = tried.flatMap(each => {
    const names = writtenBy(each)
    const touched = empties.has(each.trial.group!.split(' ')[0]!)
      ? tables
      : tables.filter(({ relation }) => names.has(String(relation.oid)))
    return touched.length > 0 ? [{ ...each.trial, watch: watchOf(touched, counts, each.trial.asker, a) }] : []
  })
  const seen = new Map((await tryAll(session, again)).map(each => [each.trial.group, each]))
  return tried.map(each => seen.get(each.trial.group) ?? { ...each, was: null })
}

function writtenBy({ was, became }: Tried): ReadonlySet<string> {
  const counts = (text: string | null) => (JSON.parse(text ?? '{}') as { written?: Readonly<Record<string, number>> }).written ?? {}
  const [before, after] = [counts(was), counts(became)]
  return new Set(Object.keys(after).filter(oid => after[oid] !== before[oid]))
}

const call = (callable: Callable, tables: readonly Aimed[], planted: Planted): string =>
  `select set_config('seaworthy.returned', coalesce(left((select string_agg(to_jsonb(answer)::text, ',') from ${callText(callable, tables, planted)} answer), 50000), ''), true)`

const shown = (callable: Callable, tables: readonly Aimed[], planted: Planted): string =>
  `select * from ${callText(callable, tables, planted)}`

const callText = (callable: Callable, tables: readonly Aimed[], planted: Planted): string =>
  `${quoted(callable.schema)}.${quoted(callable.name)}(${argumentsOf(callable, tables, planted)
    .map(({ name, value, type }) => `${name ? `${quoted(name)} => ` : ''}${value === null ? 'null' : literal(value)}::${type}`)
    .join(', ')})`

const idOfA = ({ people }: Planted): string | undefined => people.filter(person => person.actor === 'a').map(person => String(person.id))[0]

type Verdict = Pick<AccessCell, 'outcome' | 'by' | 'why'>

function verdictOf(
  tried: Tried,
  actor: Actor,
  callable: Callable,
  tables: readonly Aimed[],
  others: readonly AccessObject[],
  planted: Planted,
): Verdict {
  const { code, message = '' } = tried
  if (code !== undefined) {
    if (/^(?:P0001|28000|P0000)$/.test(code) || (code === '42501' && !/permission denied for function/.test(message)))
      return { outcome: 'denied', by: ['what it asks or touches refused'], why: message }
    if (/^42(?!501)/.test(code)) return { outcome: 'error', by: [], why: message }
    return { outcome: 'unknown', by: [], why: message }
  }
  const was = JSON.parse(tried.was ?? '{}') as Seen
  const became = JSON.parse(tried.became ?? '{}') as Seen
  const named = argumentsOf(callable, tables, planted).filter(argument => argument.ofA)
  const changed = harmedBy(was, became, tables, tried.trial.asker, idOfA(planted), named.length > 0)
  const by = callable.definer ? ["it runs with its owner's rights"] : []
  if (changed.length > 0) return { outcome: 'allowed', by, why: `it changed ${changed.join(', ')}` }
  const leaked =
    actor === 'a'
      ? undefined
      : leakOf(
          became.returned ?? '',
          actor,
          tables,
          others,
          tried.trial.sql,
          planted,
          named.map(argument => argument.value),
        )
  if (leaked) return { outcome: 'allowed', by, why: `it returned ${leaked}` }
  return { outcome: 'own', by: [], why: "it ran, and nothing of A's came back or changed" }
}
