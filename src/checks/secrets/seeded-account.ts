import type { Problem } from '#checks/check'
import type { Source, SourceFile } from '#source/source'
import { isSeed, isTest } from './where.js'

/** A script that fills the database, or makes the first administrator. */
const MAKES =
  /(?:^|[/._-])(?:create|make|add|seed|init|setup|register|insert|reset)[._-]?(?:super|first|default)?[._-]?(?:admin|users?)[\w.-]*\.[cm]?[jt]s$/i
const ADMIN = /\badmin(?:istrator)?\b|super_?admin|ADMIN\b/i
/** `password: 'Admin123!'`, `hash('Admin123!', 10)`, `process.env.ADMIN_PASSWORD || 'Admin123!'`. */
const WRITTEN: readonly RegExp[] = [
  /\b\w*passw(?:or)?d\w*['"]?\s*[:=]\s*['"`]([^'"`$\s]{4,60})['"`]/i,
  /\bhash(?:Sync)?\s*\(\s*['"`]([^'"`$\s]{4,60})['"`]/,
  /PASSW(?:OR)?D\w*\s*(?:\|\||\?\?)\s*['"`]([^'"`$\s]{4,60})['"`]/,
]
/** Everybody who is there is deleted first: nobody runs that where there are customers. */
const ERASES = /\buser\w*\s*\.\s*(?:deleteMany|destroy|truncate)\s*\(|\bdelete\(\s*(?:\w+\.)?users?\s*\)|\bTRUNCATE\b|dropDatabase/i
const HASHED = /^\$2[aby]\$|^\$argon2|^[0-9a-f]{32,}$/i
const NEAR = 12

/** An account whose password whoever has the repository knows, made by a script that somebody starts by hand. */
export function* seededAccounts(source: Source): Generator<Problem> {
  for (const file of source.files) {
    if (file.kind !== 'code' || isTest(file.path) || !(isSeed(file.path) || MAKES.test(file.path))) continue
    const line = knownIn(file)
    if (line === undefined) continue
    yield {
      at: { file: file.path, line },
      certainty: 'likely',
      severity: 'medium',
      message: `\`${file.path}\` makes an administrator with a password that is written out in it.`,
      help: 'Let the script ask for the password, or take it from the environment, and give the account that is there a new one.',
      key: `${file.path} seeded`,
    }
  }
}

function knownIn(file: SourceFile): number | undefined {
  const text = file.text()
  if (!ADMIN.test(text) || ERASES.test(text)) return undefined
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (/^\s*(?:\/\/|\*|\/\*)/.test(line)) continue
    const password = WRITTEN.map(one => one.exec(line)?.[1]).find(one => one !== undefined)
    if (password === undefined || HASHED.test(password)) continue
    if (lines.slice(Math.max(0, index - NEAR), index + NEAR + 1).some(one => ADMIN.test(one))) return index + 1
  }
  return undefined
}
