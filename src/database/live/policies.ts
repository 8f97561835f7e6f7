import type { Place } from '#base/place'
import type { Policy, PolicyCommand, Table } from '../catalogue.js'
import type { Session } from '../engine/database.js'
import { quoted } from '../load/extension.js'
import type { LoadedSchema } from '../load/loaded.js'
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
export async function livePolicies(
  session: Session,
  pairs: readonly PolicyPair[],
  made: (transaction: number, name: string) => Place | undefined,
  at: (pair: PolicyPair) => Place,
): Promise<Map<PolicyPair, Policy>> {
  const asked = pairs.filter(
    ({ written, row }) =>
      written && (written.using === undefined) === (row.using === null) && (written.check === undefined) === (row.check === null),
  )
  await sayAgain(session, asked)
  const read = await session.query<PolicyText>(
    'select polrelid::int as relation, polname as name, pg_get_expr(polqual, polrelid) as using, pg_get_expr(polwithcheck, polrelid) as check from pg_policy',
  )
  const texts = new Map(read.rows.map(row => [`${row.relation} ${row.name}`, row]))
  const understood = new Map(asked.map(pair => [pair, texts.get(`${pair.row.relation} ${pair.row.name}`)]))
  return new Map(
    pairs.map(pair => {
      const { row, written } = pair
      const read = understood.get(pair)
      const same = read !== undefined && read.using === row.using && read.check === row.check
      return [
        pair,
        {
          name: row.name,
          at: (same ? undefined : made(row.transaction, row.name)) ?? written?.at ?? at(pair),
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

interface PolicyText {
  readonly relation: number
  readonly name: string
  readonly using: string | null
  readonly check: string | null
}

/** Sets policies to what the files say of them, all at once; where one of them is refused, by halves. */
async function sayAgain(session: Session, pairs: readonly PolicyPair[]): Promise<void> {
  if (pairs.length === 0) return
  const words = ({ table, row, written }: PolicyPair) =>
    `alter policy ${quoted(row.name)} on ${table.split('.').map(quoted).join('.')}${written?.using === undefined ? '' : ` using (${written.using}\n)`}${written?.check === undefined ? '' : ` with check (${written.check}\n)`}`
  await session.run('savepoint saying')
  try {
    await session.run(pairs.map(words).join(';\n'))
    await session.run('release savepoint saying')
  } catch {
    await session.run('rollback to savepoint saying; release savepoint saying')
    // What is refused alone means something else by now, as with a renamed column: the engine's own words stay.
    if (pairs.length === 1) return void (await unsay(session, pairs[0]!))
    const half = Math.ceil(pairs.length / 2)
    await sayAgain(session, pairs.slice(0, half))
    await sayAgain(session, pairs.slice(half))
  }
}

/** Makes a policy differ from itself, so that it is not taken for what the file says. */
const unsay = (session: Session, { table, row }: PolicyPair): Promise<void> =>
  session.run(`drop policy ${quoted(row.name)} on ${table.split('.').map(quoted).join('.')}`)

/** What files say of a policy: the file that was run before another of the same table. */
export function writtenPolicy(tables: readonly Table[], name: string, row: PolicyRow, loaded: LoadedSchema): Policy | undefined {
  const said = tables
    .filter(table => table.name === name)
    .flatMap(table => table.policies.filter(policy => policy.name.slice(0, 63) === row.name))
  return said.find(policy => loaded.files.includes(policy.at.file)) ?? said[0]
}
