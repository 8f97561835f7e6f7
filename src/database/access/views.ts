import type { Actor } from '#base/evidence'
import type { Session } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import type { Asker } from './actors.js'
import { holdsOf } from './holds.js'
import { judge } from './judge.js'
import type { AccessCell, AccessObject } from './matrix.js'
import type { Relation } from './relation.js'
import type { Aimed } from './tables.js'
import { nameOf } from './targets.js'
import { literal, quoted } from './text.js'
import { tryAll, type Trial } from './trial.js'

const DOES = ['select', 'update', 'delete'] as const

/** What was stored as the view was made knew of no rows yet; a view over such a one may keep it from being filled. */
async function filled(session: Session, view: Relation): Promise<void> {
  await session.run('savepoint filled')
  await session.run(`refresh materialized view ${nameOf(view)}`).catch(() => session.run('rollback to filled'))
}

/** Views have no owners and no keys: a row is A's when it names her, or a row of hers. */
export async function tryViews(
  session: Session,
  views: readonly Relation[],
  tables: readonly Aimed[],
  askers: readonly Asker[],
  planted: Planted,
): Promise<AccessObject[]> {
  const named = (actor: Actor): string => {
    const person = planted.people.find(each => each.actor === actor)
    const keys = tables.flatMap(({ targets }) => (targets.own[actor]?.keys ?? []).flatMap(key => Object.values(key)))
    const texts = [person?.id, person?.email, ...keys].filter(text => typeof text === 'string' && text.length > 7)
    return texts.length === 0
      ? 'false'
      : `to_jsonb(v)::text like any (array[${[...new Set(texts)]
          .slice(0, 60)
          .map(text => literal(`%${String(text)}%`))
          .join(', ')}])`
  }
  const mentions = new Map((['a', 'b', 'seller', 'admin'] as const).map(actor => [actor as Actor, named(actor)]))
  const theirs = mentions.get('a')!
  const known = new Map<Relation, boolean>()
  const trials: Trial[] = []
  for (const view of views) {
    if (view.materialized) await filled(session, view)
    const named = await holds(session, view, theirs)
    known.set(view, named)
    for (const asker of askers)
      for (const does of DOES) {
        const group = `${view.oid} ${asker.actor} ${does}`
        trials.push({ asker, group: `${group} theirs`, sql: statement(view, does, named ? theirs : 'true') })
        const own = mentions.get(asker.actor)
        if (named && own && asker.actor !== 'a') trials.push({ asker, group: `${group} own`, sql: statement(view, does, own) })
      }
  }
  const tried = await tryAll(session, trials)
  const of = (group: string) => tried.filter(each => each.trial.group === group)
  return views.map(view => ({
    kind: 'view',
    schema: view.schema,
    name: view.name,
    holds: holdsOf(view, known.get(view) ?? false),
    owned: known.get(view) ?? false,
    columns: view.columns.map(column => column.name),
    ...(view.invoker && { invoker: true as const }),
    cells: [
      ...DOES.map((does): AccessCell => ({ actor: 'nobody', does, outcome: 'denied', by: ['no key'] })),
      ...askers.flatMap(asker =>
        DOES.map((does): AccessCell => {
          if (does !== 'select' && !view.writes.includes(does))
            return { actor: asker.actor, does, outcome: 'denied', by: ['the view cannot be written'] }
          const group = `${view.oid} ${asker.actor} ${does}`
          const verdict = judge({ theirs: of(`${group} theirs`), own: of(`${group} own`) }, 'execute', asker, 1)
          const why = verdict.outcome === 'allowed' && !view.invoker ? "it asks with its owner's rights" : undefined
          return { actor: asker.actor, does, ...verdict, ...(why && { why }) }
        }),
      ),
    ],
  }))
}

async function holds(session: Session, view: Relation, condition: string): Promise<boolean> {
  try {
    await session.run('savepoint look')
    const { rows } = await session.query(`select 1 from ${nameOf(view)} v where ${condition} limit 1`)
    return rows.length > 0
  } catch {
    return false
  } finally {
    await session.run('rollback to look')
  }
}

function statement(view: Relation, does: (typeof DOES)[number], condition: string): string {
  const name = nameOf(view)
  if (does === 'select') return `select * from ${name} v where ${condition} limit 5`
  if (does === 'delete') return `delete from ${name} v where ${condition}`
  const column = quoted(view.columns.at(-1)?.name ?? '')
  return `update ${name} v set ${column} = ${column} where ${condition}`
}
