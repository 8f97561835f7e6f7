import type { SourceFile } from '#source/source'
import { lineAt } from '#source/tree'
import { isSeed } from './where.js'

/** Rows about people in a dump or an export, or a script that prints them. */
export interface PersonalRows {
  readonly table: string
  readonly line: number
  readonly people: number
  readonly passwords: boolean
  readonly prints: boolean
}

const ADDRESS =
  /\b[\w.+-]+@(?!(?:[\w-]+\.)*(?:example|test|localhost|domain|email|company|acme|demo|sample)\b)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/gi
const HASH = /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2i?d?\$|\bpbkdf2[:$]|\b[0-9a-f]{64}:[0-9a-f]{32,}/g
const PEOPLE = '((?:auth\\.)?[\\w]*(?:users?|customers?|accounts?|members?|profiles?|subscribers?|contacts?|leads?|patients?|employees?))'

export function personalRows(file: SourceFile): PersonalRows | undefined {
  if (file.size > 8_000_000) return undefined
  return /\.[cm]?js$/.test(file.path) ? printedRows(file) : exportedRows(file)
}

/** A dump, a backup or an export: seeds and migrations hold rows that someone made up. */
function exportedRows(file: SourceFile): PersonalRows | undefined {
  const isNamed =
    /(?:^|[/._-])(?:backup|dump|export|exports|snapshot|prod|production|users|customers|subscribers|contacts|leads)(?=[/._-])/i.test(
      file.path,
    )
  if (isSeed(file.path) || /(?:^|\/)migrations?\//.test(file.path)) return undefined
  const text = file.text()
  if (!isNamed && !/(?:PostgreSQL|MySQL|MariaDB) (?:database )?dump/.test(text.slice(0, 2_000))) return undefined
  const hashes = new Set(text.match(HASH)).size
  const people = Math.max(new Set(text.match(ADDRESS)).size, hashes)
  const passwords = hashes > 0
  if (people < (passwords ? 2 : 5)) return undefined
  const at = Math.max(0, text.search(passwords ? HASH : ADDRESS))
  const table = new RegExp(`(?:INSERT INTO|COPY)\\s+[\`"]?(?:public[\`"]?\\.[\`"]?)?${PEOPLE}\\b|"${PEOPLE}"\\s*:\\s*\\[`, 'i').exec(text)
  return {
    table: table?.[1] ?? table?.[2] ?? file.path.replace(/^.*\/|\.\w+$/g, ''),
    line: lineAt(text, at),
    people,
    passwords,
    prints: false,
  }
}

/** A script of its own, no module and no server, that prints a table of people whole. */
function printedRows(file: SourceFile): PersonalRows | undefined {
  const text = file.text()
  if (!/console\.(?:log|table|dir)\(/.test(text) || /\bmodule\.exports\b|^export\b|\.listen\(|createServer/m.test(text)) return undefined
  const match = new RegExp(`["'\`]\\s*SELECT\\s+\\*\\s+FROM\\s+["\`]?${PEOPLE}["\`]?\\s*;?\\s*["'\`]`, 'i').exec(text)
  if (!match) return undefined
  const name = /(?:=>|function\s*\w*)\s*|\(\s*(?:\w+\s*,\s*)?(rows?|users?|result\w*|data)\s*\)/g
  const printed = [...text.slice(match.index).matchAll(name)].map(one => one[1]).filter(one => one !== undefined)
  if (
    !printed.some(one =>
      new RegExp(`console\\.(?:log|table|dir)\\([^)]*\\b${one}\\b(?!\\.(?:length|id|count)\\b)`).test(text.slice(match.index)),
    )
  )
    return undefined
  return { table: match[1]!, line: lineAt(text, match.index), people: 0, passwords: false, prints: true }
}
