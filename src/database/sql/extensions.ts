import type { Place } from '#base/place'
import type { Source } from '#source/source'
import { namesOf, parseStatement } from '../grammar.js'
import { piecesLike } from './pieces.js'

/** An extension that the app's migrations install, where they leave it. */
export interface InstalledExtension {
  readonly name: string
  readonly schema: string
  /** The one that is asked for by name, and stays. */
  readonly version?: string
  readonly at: Place
}

/** Extensions of the app's own account of its database, in the schema that they end up in. The grammar must be loaded. */
export function extensionsIn(source: Source): InstalledExtension[] {
  const found = new Map<string, InstalledExtension>()
  for (const { sql, at } of piecesLike(source, /\b(?:create|alter|drop)\s+extension\b/i)) {
    const tree = /^(?:create|alter|drop)\s+extension\b/i.test(sql) ? parseStatement(sql) : undefined
    if (!tree) continue
    if ('CreateExtensionStmt' in tree) {
      const { extname: name = '', if_not_exists: again, options } = tree.CreateExtensionStmt
      if (again && found.has(name)) continue
      const version = optionOf(options, 'new_version')
      found.set(name, { name, schema: optionOf(options, 'schema') ?? 'public', ...(version !== undefined && { version }), at })
    } else if ('AlterExtensionStmt' in tree) {
      const { extname: name = '', options } = tree.AlterExtensionStmt
      const { version: _, ...known } = found.get(name) ?? { name, schema: 'public', at }
      const version = optionOf(options, 'new_version')
      found.set(name, version === undefined ? known : { ...known, version, at })
    } else if ('AlterObjectSchemaStmt' in tree) {
      const { object, newschema } = tree.AlterObjectSchemaStmt
      const known = found.get(object && 'String' in object ? (object.String.sval ?? '') : '')
      if (known && newschema) found.set(known.name, { ...known, schema: newschema })
    } else if ('DropStmt' in tree) for (const name of namesOf(tree.DropStmt.objects)) found.delete(name)
  }
  return [...found.values()]
}

type Options = Extract<NonNullable<ReturnType<typeof parseStatement>>, { CreateExtensionStmt: unknown }>['CreateExtensionStmt']['options']

function optionOf(options: Options, wanted: string): string | undefined {
  for (const option of options ?? [])
    if ('DefElem' in option && option.DefElem.defname === wanted && option.DefElem.arg && 'String' in option.DefElem.arg)
      return option.DefElem.arg.String.sval ?? ''
  return undefined
}
