import { foreignDialect } from '#database/load/dialect'
import type { Source } from '#source/source'

/** SQL files of a dialect that make tables, those that make most first. */
export function sqlFilesFor(source: Source, dialect: string): readonly string[] {
  return source.files
    .filter(file => file.kind === 'sql' && !/(?:down|rollback|drop)\b[^/]*$/i.test(file.path))
    .map(file => ({ file, tables: file.text().match(/\bcreate\s+table\b/gi)?.length ?? 0 }))
    .filter(({ file, tables }) => tables > 0 && foreignDialect(source, [file]) === dialect)
    .toSorted((a, b) => b.tables - a.tables)
    .map(({ file }) => file.path)
}
