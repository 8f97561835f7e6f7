import type { CreateExtensionStmt } from 'libpg-query'
import type { Place } from '#base/place'
import type { Source } from '#source/source'
import type { Database } from '../engine/database.js'
import { STUBS } from '../shim/extensions.js'
import type { Substitution } from './loaded.js'

/** Extensions that the app's SQL names, for engines that must know them beforehand. */
export function extensionsOf(source: Source): string[] {
  const named = source.files
    .filter(file => file.kind === 'sql' || file.kind === 'prisma')
    .flatMap(file => [
      ...[...file.text().matchAll(/\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?["']?([\w-]+)/gi)].map(match => match[1] ?? ''),
      ...(/\bextensions\s*=\s*\[([^\]]*)\]/.exec(file.kind === 'prisma' ? file.text() : '')?.[1] ?? '')
        .split(',')
        .map(name => /\w+/.exec(name)?.[0] ?? ''),
    ])
  return [...new Set(named.map(name => name.toLowerCase()).filter(Boolean))]
}

const IN_BLOCK = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)"?[^;']*;/gi

/** A `DO` block without the extensions that the engine lacks: what stands in for them is made before it runs. */
export async function withStandIns(database: Database, block: string, at: Place): Promise<{ sql: string; substitutions: Substitution[] }> {
  const substitutions: Substitution[] = []
  let sql = block
  for (const [whole, name = ''] of block.matchAll(IN_BLOCK)) {
    const stub = STUBS[name]
    if (stub === undefined || (await isAvailable(database, name))) continue
    if (stub) await database.run(stub)
    sql = sql.replace(whole, 'null;')
    substitutions.push(substitutionOf(name, at))
  }
  return { sql, substitutions }
}

/** Creates an extension; where the engine has none of the name, what stands in for it. Throws where nothing does. */
export async function installExtension(database: Database, create: CreateExtensionStmt, at: Place): Promise<Substitution | undefined> {
  const name = create.extname ?? ''
  const schema = (create.options ?? []).flatMap(option =>
    'DefElem' in option && option.DefElem.defname === 'schema' && option.DefElem.arg && 'String' in option.DefElem.arg
      ? [option.DefElem.arg.String.sval ?? '']
      : [],
  )[0]
  if (schema) await database.run(`create schema if not exists ${quoted(schema)}`)
  const stub = STUBS[name]
  if (stub === undefined || (await isAvailable(database, name))) {
    await database.run(`create extension if not exists ${quoted(name)}${schema ? ` with schema ${quoted(schema)}` : ''} cascade`)
    return undefined
  }
  if (stub) await database.run(stub)
  return substitutionOf(name, at)
}

const isAvailable = async (database: Database, name: string): Promise<boolean> =>
  (await database.query('select 1 from pg_available_extensions where name = $1', [name])).rows.length > 0

const substitutionOf = (name: string, at: Place): Substitution => ({
  at,
  name,
  says: `extension ${name} is not there; its names are, and do nothing`,
})

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
