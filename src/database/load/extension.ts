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

/** Creates an extension; where the engine has none of the name, what stands in for it. Throws where nothing does. */
export async function installExtension(database: Database, create: CreateExtensionStmt, at: Place): Promise<Substitution | undefined> {
  const name = create.extname ?? ''
  const { rows } = await database.query('select 1 from pg_available_extensions where name = $1', [name])
  const schema = (create.options ?? []).flatMap(option =>
    'DefElem' in option && option.DefElem.defname === 'schema' && option.DefElem.arg && 'String' in option.DefElem.arg
      ? [option.DefElem.arg.String.sval ?? '']
      : [],
  )[0]
  if (schema) await database.run(`create schema if not exists ${quoted(schema)}`)
  const stub = STUBS[name]
  if (rows.length > 0 || stub === undefined) {
    await database.run(`create extension if not exists ${quoted(name)}${schema ? ` with schema ${quoted(schema)}` : ''} cascade`)
    return undefined
  }
  if (stub) await database.run(stub)
  return { at, name, says: `extension ${name} is not there; its names are, and do nothing` }
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
