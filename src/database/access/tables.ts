import type { Session } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import { withForgedMetadata, type Asker } from './actors.js'
import { changeTrials, deleteTrials, insertTrials, inTheNameOf, selectTrials, touchTrials } from './attempts.js'
import { choiceTrials, type Choice } from './choices.js'
import { holdsOf } from './holds.js'
import { judge } from './judge.js'
import type { AccessCell, AccessDoes, AccessObject } from './matrix.js'
import { candidates, policyTrials, withPolicies } from './policies.js'
import { decidingColumns } from './deciding.js'
import type { Relation, RelationColumn, RelationPolicy } from './relation.js'
import { type Row, type Targets } from './targets.js'
import { tryAll, type Trial, type Tried } from './trial.js'
import { otherValues } from './values.js'

const DOES = ['select', 'insert', 'update', 'delete'] as const satisfies readonly AccessDoes[]

const AIMS = ['theirs', 'own'] as const

interface Aim {
  readonly rows: readonly Row[]
  readonly keys: readonly Row[]
}

/** A table with everything that trying it needs. */
export interface Aimed {
  readonly relation: Relation
  readonly targets: Targets
  readonly failed: string | undefined
}

const EMPTY: Aim = { rows: [], keys: [] }

/** Tries every table at once, in three rounds: what can be reached, what of it can be changed, and which policy let it through. */
export async function tryTables(
  session: Session,
  tables: readonly Aimed[],
  askers: readonly Asker[],
  planted: Planted,
  texts: readonly string[],
): Promise<AccessObject[]> {
  const first = tables.flatMap(table =>
    askers.flatMap(asker => DOES.flatMap(does => AIMS.flatMap(aim => aimed(table, asker, does, aim, planted)))),
  )
  const reached = byGroup(await tryAll(session, first))
  const forged = await tryForged(session, tables, askers, planted, texts)
  const second = tables.flatMap(table => changes(table, askers, planted, reached))
  const changed = byGroup(
    await tryAll(
      session,
      second.flatMap(choice => choice.trials),
    ),
  )
  const cells = new Map<Aimed, { cell: AccessCell; asker: Asker; aim: Aim }[]>()
  for (const table of tables)
    cells.set(
      table,
      askers.flatMap(asker =>
        DOES.map(does => {
          const theirs = reached.get(groupOf(table, asker, does, 'theirs')) ?? []
          const own = reached.get(groupOf(table, asker, does, 'own')) ?? []
          const verdict =
            table.targets.keys.length === 0 && !theirs.some(tried => tried.code)
              ? { outcome: 'unknown' as const, by: [], why: table.failed ?? 'no row could be planted' }
              : judge({ theirs, own }, does, asker, table.targets.keys.length)
          const cell: AccessCell = { actor: asker.actor, does, ...verdict, ...columnsOf(table, asker, does, second, changed) }
          return {
            cell: settled(
              cell,
              forged.get(groupOf(table, asker, does, 'theirs')),
              second.some(choice => choice.table === table && choice.asker === asker && choice.does === does),
            ),
            asker,
            aim: aimOf(table.targets, asker, verdict.outcome === 'own' ? 'own' : 'theirs', planted),
          }
        }),
      ),
    )
  const passed = await namePolicies(session, cells)
  return tables.map(table => ({
    kind: 'table',
    schema: table.relation.schema,
    name: table.relation.name,
    holds: holdsOf(table.relation, table.targets.owned),
    owned: table.targets.owned,
    owners: table.targets.owners.filter(name =>
      table.relation.policies.some(policy => new RegExp(`\\b${name}\\b`).test(`${policy.using} ${policy.check}`)),
    ),
    columns: table.relation.columns.map(column => column.name),
    cells: [
      ...DOES.map((does): AccessCell => ({ actor: 'nobody', does, outcome: 'denied', by: ['no key'] })),
      ...cells
        .get(table)!
        .map(({ cell, asker }) =>
          withPolicies(cell, table.relation, asker, passed.get(`${groupOf(table, asker, cell.does, '')}`) ?? new Map()),
        ),
    ],
  }))
}

/** An update that reaches rows and can change nothing is none; what only own metadata opens is open. */
function settled(cell: AccessCell, forged: Tried | undefined, probed: boolean): AccessCell {
  if (forged?.worked && cell.outcome !== 'allowed')
    return {
      ...cell,
      outcome: 'allowed',
      statement: forged.trial.sql,
      why: `after writing ${JSON.stringify(forged.trial.asker.claims['user_metadata'])} into the own user_metadata`,
    }
  if (cell.does !== 'update' || !probed) return cell
  const some = (cell.columns?.length ?? 0) > 0
  if (cell.outcome === 'allowed' && !some) return { ...cell, outcome: 'denied', by: ['every change is undone or refused'] }
  if (cell.outcome === 'denied' && some) {
    const { why: _, ...rest } = cell
    return { ...rest, outcome: 'allowed', by: [] }
  }
  return cell
}

const groupOf = ({ relation }: Aimed, asker: Asker, does: AccessDoes, aim: string): string =>
  `${relation.oid} ${asker.actor} ${does} ${aim}`

function byGroup(tried: readonly Tried[]): Map<string, Tried[]> {
  const groups = new Map<string, Tried[]>()
  for (const each of tried) groups.set(each.trial.group!, [...(groups.get(each.trial.group!) ?? []), each])
  return groups
}

/** A's rows, or such rows as would be the actor's own. */
function aimOf(targets: Targets, asker: Asker, aim: 'theirs' | 'own', planted: Planted): Aim {
  if (aim === 'theirs') return targets
  if (asker.actor === 'a' || !targets.owned) return EMPTY
  const found = targets.own[asker.actor]
  if (found) return found
  const a = planted.people.find(person => person.actor === 'a')
  if (!a || targets.owners.length === 0) return EMPTY
  const rows = targets.rows.slice(0, 3).map(row => inTheNameOf(row, String(a.id), asker.person ? String(asker.person.id) : null))
  return { rows, keys: targets.keys }
}

function aimed(table: Aimed, asker: Asker, does: (typeof DOES)[number], aim: (typeof AIMS)[number], planted: Planted): Trial[] {
  const at = aimOf(table.targets, asker, aim, planted)
  return aim === 'theirs' || at.keys.length > 0 ? reach(table, asker, does, at, groupOf(table, asker, does, aim)) : []
}

function reach({ relation, targets }: Aimed, asker: Asker, does: AccessDoes, aim: Aim, group: string): Trial[] {
  const invented = aim.keys === targets.keys && aim.rows !== targets.rows
  if (does === 'insert') return insertTrials(relation, asker, aim.rows, targets, group)
  if (invented) return []
  if (does === 'select') return selectTrials(relation, asker, aim.keys, group)
  return does === 'update' ? touchTrials(relation, asker, aim.keys, group) : deleteTrials(relation, asker, aim.keys, group)
}

/** Users write their own metadata: what B cannot do, B with the right words in there may. */
async function tryForged(
  session: Session,
  tables: readonly Aimed[],
  askers: readonly Asker[],
  planted: Planted,
  texts: readonly string[],
): Promise<Map<string, Tried>> {
  const b = askers.find(asker => asker.actor === 'b')
  const forged = b && withForgedMetadata(b, texts)
  if (!forged) return new Map()
  const trials = tables.flatMap(table =>
    DOES.flatMap(does =>
      reach(table, forged, does, aimOf(table.targets, forged, 'theirs', planted), groupOf(table, forged, does, 'theirs')),
    ),
  )
  return new Map((await tryAll(session, trials)).filter(tried => tried.worked).map(tried => [tried.trial.group!, tried]))
}

function changes(table: Aimed, askers: readonly Asker[], planted: Planted, reached: ReadonlyMap<string, readonly Tried[]>): Choice[] {
  const { relation, targets } = table
  return askers
    .filter(asker => ['anon', 'a', 'b'].includes(asker.actor))
    .flatMap(asker => {
      const open = (does: AccessDoes) =>
        reached
          .get(groupOf(table, asker, does, 'theirs'))
          ?.some(tried => tried.worked || (does === 'update' && /row-level security/.test(tried.message ?? ''))) ?? false
      const updates = open('update')
        ? telling(table, asker).map(column => {
            const values = otherValues(
              relation,
              column,
              targets.rows[0] ?? {},
              [...targets.rows, ...Object.values(targets.own).flatMap(each => each?.rows ?? [])],
              planted,
            )
            return {
              table,
              asker,
              does: 'update' as const,
              column: column.name,
              trials: changeTrials(relation, asker, targets.keys, column, values, `${groupOf(table, asker, 'update', '')} ${column.name}`),
            }
          })
        : []
      return open('insert') && asker.actor !== 'b'
        ? [...updates, ...choiceTrials(table, asker, planted, groupOf(table, asker, 'insert', ''))]
        : updates
    })
}

/** Columns worth trying: of A's own row what decides or says whose it is, and some others; of another's row a handful shows the harm. */
function telling({ relation, targets }: Aimed, asker: Asker): RelationColumn[] {
  const deciding = new Set(decidingColumns(relation).map(column => column.name))
  const weight = ({ name }: RelationColumn) =>
    deciding.has(name) ? 3 : targets.owners.includes(name) ? 2 : /^(?:created|updated)_at$|^id$/.test(name) ? 0 : 1
  return relation.columns
    .filter(column => !column.fixed && column.updatable.includes(asker.role) && !relation.primaryKey.includes(column.name))
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, asker.actor === 'a' ? deciding.size + targets.owners.length + 5 : 5)
}

function columnsOf(
  table: Aimed,
  asker: Asker,
  does: AccessDoes,
  choices: readonly Choice[],
  changed: ReadonlyMap<string, readonly Tried[]>,
): Pick<AccessCell, 'columns' | 'values'> {
  const tried = choices.filter(choice => choice.table === table && choice.asker === asker && choice.does === does)
  if (tried.length === 0) return {}
  const took = tried.flatMap(({ column, trials: [first] }) => {
    const hit = first && changed.get(first.group!)?.find(each => each.worked)
    return hit ? [[column, String(typeof hit.trial.value === 'object' ? JSON.stringify(hit.trial.value) : hit.trial.value)] as const] : []
  })
  return { columns: took.map(([column]) => column), values: Object.fromEntries(took) }
}

/** Where several policies could have let it through, each is asked. */
async function namePolicies(
  session: Session,
  cells: ReadonlyMap<Aimed, readonly { readonly cell: AccessCell; readonly asker: Asker; readonly aim: Aim }[]>,
): Promise<Map<string, Map<RelationPolicy, Tried>>> {
  const asked: { key: string; policy: RelationPolicy; trials: Trial[] }[] = []
  for (const [table, list] of cells)
    for (const { cell, asker, aim } of list) {
      if ((cell.outcome !== 'allowed' && cell.outcome !== 'own') || !table.relation.rowRules) continue
      const possible = candidates(table.relation, asker, cell.does)
      if (possible.length < 2 || !['anon', 'a', 'b'].includes(asker.actor)) continue
      const key = groupOf(table, asker, cell.does, '')
      for (const policy of possible)
        asked.push({ key, policy, trials: policyTrials(table.relation, asker, cell.does, policy, aim, `${key} ${policy.name}`) })
    }
  const answers = byGroup(
    await tryAll(
      session,
      asked.flatMap(each => each.trials),
    ),
  )
  const passed = new Map<string, Map<RelationPolicy, Tried>>()
  for (const { key, policy, trials } of asked) {
    const hit = trials[0] && answers.get(trials[0].group!)?.find(tried => tried.worked)
    if (hit) passed.set(key, (passed.get(key) ?? new Map<RelationPolicy, Tried>()).set(policy, hit))
  }
  return passed
}
