import type { Actor } from '#base/evidence'
import type { Session } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import type { Asker } from './actors.js'
import { argumentsOf } from './arguments.js'
import { perilOf, type Callable } from './functions.js'
import type { AccessCell, AccessObject } from './matrix.js'
import type { Aimed } from './tables.js'
import { nameOf } from './targets.js'
import { isRow, literal, quoted } from './text.js'
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
  const again = tried.flatMap(each => {
    const names = writtenBy(each)
    const touched = empties.has(each.trial.group!.split(' ')[0]!)
      ? tables
      : tables.filter(({ relation }) => names.has(String(relation.oid)))
    return touched.length > 0 ? [{ ...each.trial, watch: watchOf(touched, planted) }] : []
  })
  const seen = new Map((await tryAll(session, again)).map(each => [each.trial.group, each]))
  return tried.map(each => seen.get(each.trial.group) ?? { ...each, was: null })
}

function writtenBy({ was, became }: Tried): ReadonlySet<string> {
  const counts = (text: string | null) => (JSON.parse(text ?? '{}') as { written?: Readonly<Record<string, number>> }).written ?? {}
  const [before, after] = [counts(was), counts(became)]
  return new Set(Object.keys(after).filter(oid => after[oid] !== before[oid]))
}

/** What of A's stands in each table, and how many rows there are. */
function watchOf(tables: readonly Aimed[], planted: Planted): string {
  const parts = tables.flatMap(({ relation, targets }) => {
    const count = planted.tables.find(table => table.schema === relation.schema && table.name === relation.name)?.count ?? 0
    const name = nameOf(relation)
    const rows =
      targets.keys.length === 0
        ? "''"
        : `(select md5(string_agg(to_jsonb(t)::text, '|' order by to_jsonb(t)::text)) from ${name} t where ${isRow(targets.keys, 't.')})`
    return [
      literal(`${relation.schema}.${relation.name}`),
      `concat(${rows}, '#', ${count > 20_000 ? "''" : `(select count(*) from ${name})`})`,
    ]
  })
  const chunks = Array.from(
    { length: Math.ceil(parts.length / 80) },
    (_, index) => `jsonb_build_object(${parts.slice(index * 80, index * 80 + 80).join(', ')})`,
  )
  return `select jsonb_build_object('returned', current_setting('seaworthy.returned', true), 'tables', ${chunks.join(' || ') || "'{}'::jsonb"})::text`
}

const call = (callable: Callable, tables: readonly Aimed[], planted: Planted): string =>
  `select set_config('seaworthy.returned', coalesce(left((select string_agg(to_jsonb(answer)::text, ',') from ${callText(callable, tables, planted)} answer), 50000), ''), true)`

const shown = (callable: Callable, tables: readonly Aimed[], planted: Planted): string =>
  `select * from ${callText(callable, tables, planted)}`

const callText = (callable: Callable, tables: readonly Aimed[], planted: Planted): string =>
  `${quoted(callable.schema)}.${quoted(callable.name)}(${argumentsOf(callable, tables, planted)
    .map(({ name, value, type }) => `${name ? `${quoted(name)} => ` : ''}${value === null ? 'null' : literal(value)}::${type}`)
    .join(', ')})`

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
  const was = JSON.parse(tried.was ?? '{}') as Watched
  const became = JSON.parse(tried.became ?? '{}') as Watched
  const changed = Object.keys(became.tables ?? {}).filter(name => became.tables?.[name] !== was.tables?.[name])
  const by = callable.definer ? ["it runs with its owner's rights"] : []
  if (changed.length > 0) return { outcome: 'allowed', by, why: `it changed ${changed.join(', ')}` }
  const leaked = actor === 'a' ? undefined : leakOf(became.returned ?? '', actor, tables, others, tried.trial.sql, planted)
  if (leaked) return { outcome: 'allowed', by, why: `it returned ${leaked}` }
  return { outcome: 'own', by: [], why: "it ran, and nothing of A's came back or changed" }
}

interface Watched {
  readonly returned?: string
  readonly tables?: Readonly<Record<string, string>>
}

/** A column of A's in what came back, of a table that the actor may not read there. */
function leakOf(
  returned: string,
  actor: Actor,
  tables: readonly Aimed[],
  others: readonly AccessObject[],
  sent: string,
  planted: Planted,
): string | undefined {
  const strangers = planted.people.filter(person => person.actor !== 'a').map(person => [String(person.id), person.email])
  for (const { relation, targets } of tables) {
    if (!targets.owned) continue
    const open = others
      .find(object => object.schema === relation.schema && object.name === relation.name)
      ?.cells.some(cell => cell.actor === actor && cell.does === 'select' && cell.outcome === 'allowed')
    if (open) continue
    for (const row of targets.rows)
      for (const [column, value] of Object.entries(row))
        if (
          typeof value === 'string' &&
          value.length > 9 &&
          !/^\d{4}-\d\d-\d\d/.test(value) &&
          !sent.includes(value) &&
          !strangers.flat().includes(value) &&
          returned.includes(value) &&
          !isShared(tables, targets.rows, column, value)
        )
          return `\`${column}\` of A's \`${relation.name}\``
  }
  return undefined
}

/** A value that rows of other people hold too tells nothing of A. */
const isShared = (tables: readonly Aimed[], mine: readonly Readonly<Record<string, unknown>>[], column: string, value: string): boolean =>
  tables.some(
    ({ targets }) =>
      targets.rows === mine &&
      Object.entries(targets.own).some(([actor, each]) => actor !== 'a' && each?.rows.some(row => row[column] === value)),
  )
