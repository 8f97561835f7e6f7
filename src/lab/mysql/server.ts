import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '#source/source'

/** A MySQL or MariaDB of this machine. */
export interface MysqlServer {
  readonly server: string
  /** MariaDB readies its data folder by a program of its own. */
  readonly install: string | undefined
}

/** Only places that are seen inside the seal as well. */
const PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/usr/libexec', '/usr/local/mysql/bin', '/opt/mysql/bin']

export function mysqlServer(places: readonly string[] = PLACES): MysqlServer | undefined {
  const find = (name: string): string | undefined => places.map(place => join(place, name)).find(path => existsSync(path))
  const server = find('mariadbd') ?? find('mysqld')
  return server === undefined ? undefined : { server, install: find('mariadb-install-db') }
}

const NAMED =
  /\b(?:database|db_?name|MYSQL_DATABASE|DB_NAME)['"]?\s*(?:[:=]|\|\||\?\?)\s*(?:process\.env\.\w+\s*(?:\|\||\?\?)\s*)?['"`](\w{1,60})['"`]/gi
const MADE = /\bcreate\s+(?:database|schema)\s+(?:if\s+not\s+exists\s+)?`?(\w{1,60})`?|^\s*use\s+`?(\w{1,60})`?\s*;/gim

/** Names of databases that code and SQL spell out: they must be there before the app asks. */
export function databasesNamed(source: Source): readonly string[] {
  const names = new Set(['app'])
  for (const file of source.files) {
    // Settings stand in their template where nobody commits the file itself.
    if (!['code', 'json', 'sql'].includes(file.kind) && !/\.(?:example|sample|template|dist)$/.test(file.path)) continue
    for (const [, name] of file.kind === 'sql' ? [] : file.text().matchAll(NAMED)) names.add(name!)
    if (file.kind === 'sql') for (const [, made, used] of file.text().matchAll(MADE)) names.add((made ?? used)!)
  }
  return [...names]
    .filter(name => !/^(?:mysql|information_schema|performance_schema|sys|postgres|mongodb|sqlite)$/i.test(name))
    .slice(0, 20)
}
