import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { newLane } from '#database/engine/lane'
import type { Row } from '../request/rows.js'
import { SCRIPT } from './sql-script.js'
import { isSame, keyOf, type RowStore } from './store.js'

/** Where the sealed copy is, and how a command is run in it. */
export interface Inside {
  readonly kind: 'sqlite' | 'mysql'
  /** Tables that the app declares: the database that holds most of them is its own. */
  readonly tables: readonly string[]
  /** A file of the folder that is shared with the inside, as the outside names it. */
  path(name: string): string
  run(command: string): Promise<unknown>
}

interface Statement {
  readonly does: 'names' | 'all' | 'insert' | 'update'
  readonly table?: string
  readonly values?: Row
  readonly key?: Row
}

type Answer = { readonly rows?: readonly Row[]; readonly error?: string }

/** SQLite's files and MySQL, by the app's own driver: what it reads is what is seen. */
export function sqlStore({ kind, tables, path, run }: Inside): RowStore {
  const inTurn = newLane()
  const ask = (statement: Statement): Promise<Answer> =>
    inTurn(async () => {
      rmSync(path('run/sql-out.json'), { force: true })
      writeFileSync(path('run/sql.cjs'), SCRIPT)
      writeFileSync(path('run/sql-in.json'), JSON.stringify({ kind, tables, statements: [statement], out: '/lab/run/sql-out.json' }))
      await run('node /lab/run/sql.cjs /lab/run/sql-in.json')
      if (!existsSync(path('run/sql-out.json'))) return { error: 'it did not answer' }
      return (JSON.parse(readFileSync(path('run/sql-out.json'), 'utf8')) as readonly Answer[])[0] ?? {}
    })
  const all = async (table: string): Promise<readonly Row[]> => (await ask({ does: 'all', table })).rows ?? []
  return {
    all,
    names: async () => ((await ask({ does: 'names' })).rows ?? []).map(row => String(row['name'])),
    insert: async (table, row) => {
      const before = (await all(table.name)).map(one => keyOf(table, one))
      const { error } = await ask({ does: 'insert', table: table.name, values: row })
      if (error !== undefined) return undefined
      return (await all(table.name)).find(one => !before.some(key => isSame(one, key)))
    },
    update: async (table, key, values) => void (await ask({ does: 'update', table, key, values })),
  }
}
