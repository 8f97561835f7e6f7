import type { Source } from '#source/source'
import type { Executed } from '../supervisor/settings.js'
import { lastWords } from '../last-words.js'
import type { Recognised } from '../recognise/recognise.js'
import { authTablesCommand } from './better-auth.js'
import { schemaCommands, seedCommands } from './commands.js'
import { sqlFilesFor } from './sql-files.js'

/** Runs a command in the sealed copy, with what is added to its environment. */
export type Run = (command: string, env: Readonly<Record<string, string>>) => Promise<Executed>

/** Scripts of this kind refuse to touch what could be real. */
const NOT_REAL = { NODE_ENV: 'development' }

/** Makes the tables of a database whose schema the lab does not read, as the app itself would. Says how. */
export async function makeTables(source: Source, app: Recognised, variables: readonly string[], run: Run): Promise<string> {
  const done: string[] = []
  const failed: string[] = []
  for (const command of schemaCommands(source, app)) {
    const result = await run(command, { ...NOT_REAL, ...allowed(variables) })
    if (result.code === 0) done.push(command)
    else failed.push(`\`${command}\` failed: ${lastWords(result)}`)
  }
  if (done.length === 0 && app.database.kind === 'mysql')
    for (const path of sqlFilesFor(source, 'mysql')) {
      const { code } = await run(
        `$(command -v mariadb || command -v mysql) --socket=/lab/run/mysql.sock --force app < '/lab/app/${path}'`,
        {},
      )
      if (code !== 127) done.push(path)
    }
  return [...(done.length > 0 ? done : ['the app makes its tables itself']), ...failed].join(', ')
}

/** Makes the tables of an auth library that keeps them itself. Says so, and nothing where there are none to make. */
export async function makeAuthTables(source: Source, app: Recognised, run: Run): Promise<string> {
  const command = app.database.kind === 'mongodb' ? undefined : authTablesCommand(source, app.package)
  if (command === undefined) return ''
  const result = await run(command, {})
  return result.code === 0 ? '; tables of Better Auth by its own migration' : `; Better Auth made no tables: ${lastWords(result)}`
}

/** Fills it with what the app's own seed holds. Says by which command, `undefined` where none worked. */
export async function seed(source: Source, app: Recognised, variables: readonly string[], run: Run): Promise<string | undefined> {
  for (const command of seedCommands(source, app.package)) {
    const { code, timedOut } = await run(command, { ...NOT_REAL, ...allowed(variables) })
    // Many never close their connection: what they wrote is there.
    if (code === 0 || timedOut) return command
  }
  return undefined
}

/** Switches that such scripts want to see set. */
const allowed = (variables: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    variables.filter(name => /^(?:CAN|ALLOW|ENABLE)_\w*(?:SEED|CREATE|MIGRAT|DATABASE|DB)/.test(name)).map(name => [name, '1']),
  )
