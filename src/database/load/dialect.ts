import type { Source, SourceFile } from '#source/source'

const MYSQL =
  /\bengine\s*=\s*(?:innodb|myisam)|\bauto_increment\b|^\s*create\s+table\s+(?:if\s+not\s+exists\s+)?`|^\s*(?:use|show)\s+`?\w+`?\s*;|\bunsigned\b|\b(?:on|table|into|update|from|exists)\s+`/im
const SQLITE = /\bautoincrement\b|^\s*pragma\s+\w+|\bwithout\s+rowid\b|\bstrftime\s*\(|\bdatetime\s*\(\s*'now'/im
const SQL_SERVER = /^\s*go\s*$|\bidentity\s*\(\s*1\s*,\s*1\s*\)|\bnvarchar\b|\[dbo\]/im

/** Whose SQL a set of files is, where it is not Postgres. */
export function foreignDialect(source: Source, files: readonly SourceFile[]): string | undefined {
  for (const file of files) {
    // What the tool that wrote them says of itself stands above their text.
    const folder = file.path.split('/').slice(0, -1)
    for (let depth = folder.length; depth > 0; depth--) {
      const at = folder.slice(0, depth).join('/')
      const said =
        /provider\s*=\s*"(\w+)"/.exec(source.file(`${at}/migration_lock.toml`)?.text() ?? '')?.[1] ??
        /"dialect"\s*:\s*"(\w+)"/.exec(source.file(`${at}/meta/_journal.json`)?.text() ?? '')?.[1]
      if (said) return /^(?:postgres|postgresql|pg|cockroachdb)$/.test(said) ? undefined : said
    }
  }
  const texts = files.map(file => file.text())
  const any = (pattern: RegExp) => texts.some(text => pattern.test(text))
  if (any(/\benable\s+row\s+level\s+security\b|\blanguage\s+(?:plpgsql|sql)\b|\bjsonb\b|\btimestamptz\b|\bserial\b|\$\$/i)) return undefined
  return any(MYSQL) ? 'mysql' : any(SQLITE) ? 'sqlite' : any(SQL_SERVER) ? 'sqlserver' : undefined
}
