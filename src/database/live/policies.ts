import type { Place } from '#base/place'
import type { Policy, PolicyCommand, Table } from '../catalogue.js'
import type { Session } from '../engine/database.js'
import { quoted } from '../load/extension.js'
import type { PolicyRow } from './relations.js'

const COMMANDS: Readonly<Record<string, PolicyCommand>> = { '*': 'all', r: 'select', a: 'insert', w: 'update', d: 'delete' }

/** A policy of the database beside what files say of one of its name. */
export interface PolicyPair {
  readonly table: string
  readonly row: PolicyRow
  readonly written: Policy | undefined
}

/**
 * Policies as they are in force, in the words of the file where those mean the same. Whether they do, the engine says:
 * it reads the file's words once more and prints what it understood.
 */
export async function livePolicies(session: Session, pairs: readonly PolicyPair[], made: (transaction: number) => Place | undefined, at: (pair: PolicyPair) => Place): Promise<Map<PolicyPair, Policy>> {
  const understood = new Map<PolicyPair, { using: string | null; check: string | null }>()
  for (const pair of pairs) {
    const { written, row, table } = pair
    if (!written || (written.using === undefined) !== (row.using === null) || (written.check === undefined) !== (row.check === null)) continue
    const words = `${written.using === undefined ? '' : ` using (${written.using}\n)`}${written.check === undefined ? '' : ` with check (${written.check}\n)`}`
    try {
      await session.run('savepoint reading')
      await session.run(`alter policy ${quoted(row.name)} on ${table.split('.').map(quoted).join('.')}${words}`)
      const { rows } = await session.query<{ using: string | null; check: string | null }>(
        'select pg_get_expr(polqual, polrelid) as using, pg_get_expr(polwithcheck, polrelid) as check from pg_policy where polrelid = $1 and polname = $2',
        [row.relation, row.name],
      )
      if (rows[0]) understood.set(pair, rows[0])
      await session.run('release savepoint reading')
    } catch {
      await session.run('rollback to savepoint reading')
    }
  }
  return new Map(
    pairs.map(pair => {
      const { row, written } = pair
      const read = understood.get(pair)
      const same = read !== undefined && read.using === row.using && read.check === row.check
      return [
        pair,
        {
          name: row.name,
          at: (same ? undefined : made(row.transaction)) ?? written?.at ?? at(pair),
          command: COMMANDS[row.command] ?? 'all',
          permissive: row.permissive,
          roles: row.roles,
          using: same ? written?.using : (row.using ?? undefined),
          check: same ? written?.check : (row.check ?? undefined),
        },
      ]
    }),
  )
}

export const writtenPolicy = (table: Table | undefined, row: PolicyRow): Policy | undefined =>
  table?.policies.find(policy => policy.name.slice(0, 63) === row.name)
