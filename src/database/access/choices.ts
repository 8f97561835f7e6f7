import type { Planted } from '#database/rows/planted'
import type { Asker } from './actors.js'
import { insertTrials } from './attempts.js'
import { decidingColumns } from './deciding.js'
import type { Aimed } from './tables.js'
import type { Trial } from './trial.js'
import { otherValues } from './values.js'

/** Trials that show whether an actor can give one column a value of the own choosing. */
export interface Choice {
  readonly table: Aimed
  readonly asker: Asker
  readonly does: 'insert' | 'update'
  readonly column: string
  readonly trials: readonly Trial[]
}

/** New rows like A's with one column told otherwise. One row a person is no place to choose: it stands there already. */
export function choiceTrials(table: Aimed, asker: Asker, planted: Planted, group: string): Choice[] {
  const { relation, targets } = table
  const row = targets.rows[0]
  if (!row || (targets.owned && relation.primaryKey.length === 1 && targets.owners.includes(relation.primaryKey[0]!))) return []
  const linked = new Set([...relation.primaryKey, ...targets.owners, ...relation.foreignKeys.flatMap(key => key.columns)])
  return decidingColumns(relation)
    .filter(column => !column.fixed && !linked.has(column.name) && column.insertable.includes(asker.role))
    .map(column => ({
      table,
      asker,
      does: 'insert' as const,
      column: column.name,
      trials: otherValues(relation, column, row, targets.rows, planted).flatMap(value =>
        targets.rows
          .slice(0, 2)
          .flatMap(base =>
            insertTrials(
              relation,
              asker,
              [{ ...base, [column.name]: value }],
              { ...targets, owners: [...targets.owners, column.name] },
              `${group} ${column.name}`,
            ).map(trial => ({ ...trial, value })),
          ),
      ),
    }))
}
