import type { Column, Table } from '#database/catalogue'
import type { Source } from '#source/source'
import type { MigrationPatch } from '../fix.js'

/** The statement that makes an index, spelled as the app spells its own. */
export function indexStatement(table: Table, keys: readonly Column[], source: Source, isSearch: boolean): MigrationPatch | undefined {
  const dialect = dialectOf(source, table)
  if (isSearch && dialect !== 'postgres') return undefined
  const written = sqlOf(source)
  const shouts = !/\bcreate (?:table|index)\b/.test(written) || /\bCREATE TABLE\b/.test(written)
  const say = (text: string): string => (shouts ? text : text.toLowerCase())
  const stem = keys.map(column => column.name).join('_')
  const name = /\bindex\s+(?:concurrently\s+)?(?:if not exists\s+)?"?idx_/i.test(written)
    ? `idx_${table.name.replace('.', '_')}_${stem}`
    : `${table.name.replace('.', '_')}_${stem}${isSearch ? '_search' : ''}_idx`
  const prefix =
    table.kind === 'sql' && new RegExp(`table\\s+(?:if not exists\\s+)?public\\.${table.name}\\b`, 'i').test(written) ? 'public.' : ''
  const quote = dialect === 'mysql' ? '`' : '"'
  const quoteAll = table.kind === 'prisma' || table.kind === 'drizzle'
  const spelled = (part: string): string =>
    quoteAll || !/^[a-z_][a-z0-9_]*$/.test(part)
      ? part
          .split('.')
          .map(one => quote + one + quote)
          .join('.')
      : part
  const on = `${prefix}${spelled(table.name)}`
  const up = isSearch
    ? `${say('CREATE EXTENSION IF NOT EXISTS')} pg_trgm;\n\n${say('CREATE INDEX')} ${spelled(name)} ${say('ON')} ${on} ${say('USING GIN')} (${spelled(keys[0]!.name)} gin_trgm_ops);`
    : `${say('CREATE INDEX')} ${spelled(name)} ${say('ON')} ${on}${table.kind === 'prisma' ? '' : ' '}(${keys.map(column => spelled(column.name)).join(', ')});`
  const down = dialect === 'mysql' ? `DROP INDEX ${spelled(name)} ON ${on};` : `${say('DROP INDEX')} ${prefix}${spelled(name)};`
  return { name: `index_${table.name}_${stem}`, up, down }
}

const sqlOf = (source: Source): string =>
  source.files
    .filter(file => file.kind === 'sql')
    .map(file => file.text())
    .join('\n')

function dialectOf(source: Source, table: Table): 'postgres' | 'mysql' | 'sqlite' {
  const text =
    table.kind === 'prisma'
      ? (/provider\s*=\s*"(\w+)"/.exec((source.file(table.at.file)?.text() ?? '').replace(/generator\s+\w+\s*\{[^}]*\}/g, ''))?.[1] ?? '')
      : table.kind === 'drizzle'
        ? (source.file(table.at.file)?.text() ?? '')
        : Object.keys(Object.assign({}, ...source.packages.map(one => one.dependencies)) as object).join(' ')
  if (/mysql/.test(text) && !/\bpg\b|postgres/.test(text)) return 'mysql'
  return /sqlite/.test(text) && !/\bpg\b|postgres|supabase/.test(text) ? 'sqlite' : 'postgres'
}
