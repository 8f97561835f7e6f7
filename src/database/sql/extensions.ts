import type { Place } from '#base/place'
import type { Source } from '#source/source'
import { namesOf, parseStatement } from '../grammar.js'
import { lineFinder } from '../lines.js'
import { sqlSets } from './sets.js'
import { forwardPart, piecesOf } from './split.js'

/** An extension that the app's migrations install, where they leave it. */
export interface InstalledExtension {
  readonly name: string
  readonly schema: string
  readonly at: Place
}

/** Extensions of the app's own account of its database, in the schema that they end up in. The grammar must be loaded. */
export function extensionsIn(source: Source): InstalledExtension[] {
  const found = new Map<string, InstalledExtension>()
  for (const file of sqlSets(source).flatMap(set => (set.official ? set.files : []))) {
    const text = forwardPart(file.text())
    if (!/\bextension\b/i.test(text)) continue
    const line = lineFinder(text)
    for (const { sql, start } of piecesOf(text)) {
      const tree = /^(?:create|alter|drop)\s+extension\b/i.test(sql) ? parseStatement(sql) : undefined
      if (!tree) continue
      if ('CreateExtensionStmt' in tree) {
        const { extname: name = '', if_not_exists: again } = tree.CreateExtensionStmt
        if (again && found.has(name)) continue
        const chosen = (tree.CreateExtensionStmt.options ?? []).flatMap(option =>
          'DefElem' in option && option.DefElem.defname === 'schema' && option.DefElem.arg && 'String' in option.DefElem.arg
            ? [option.DefElem.arg.String.sval ?? '']
            : [],
        )
        found.set(name, { name, schema: chosen[0] ?? 'public', at: { file: file.path, line: line(start) } })
      } else if ('AlterObjectSchemaStmt' in tree) {
        const { object, newschema } = tree.AlterObjectSchemaStmt
        const known = found.get(object && 'String' in object ? (object.String.sval ?? '') : '')
        if (known && newschema) found.set(known.name, { ...known, schema: newschema })
      } else if ('DropStmt' in tree) for (const name of namesOf(tree.DropStmt.objects)) found.delete(name)
    }
  }
  return [...found.values()]
}
