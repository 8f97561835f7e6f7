import { createHash } from 'node:crypto'
import type { Actor } from '#base/evidence'
import type { Source } from '#source/source'
import type { Row } from '../request/rows.js'
import { keyOf, type RowStore } from '../store/store.js'

/**
 * Where nobody can sign up: an account for everybody, like one that the app's own seed made and whose password it spells out. Says which
 * password, `undefined` where none opens any account.
 */
export async function lendSeeded(
  store: RowStore,
  source: Source,
  emails: ReadonlyMap<Actor, string>,
  isRight: (email: string, password: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const account of await seededAccounts(store))
    for (const password of seedPasswords(source))
      if (await isRight(account.email, password)) {
        await copyFor(store, account, emails)
        return password
      }
  return undefined
}

/** An account that the app's own seed made, as far as anybody can sign in with it. */
interface SeededAccount {
  readonly table: string
  readonly row: Row
  readonly email: string
}

const SEEDS = /seed|fixture|populate|demo|sample|init|readme|setup|reset/i
const WRITTEN = [
  /pass(?:word|wd|phrase)?\w*['"`]?\s*[:=(,]+\s*['"`]([^'"`\s]{4,64})['"`]/gi,
  /(?:hash|encrypt|digest)\w*\(\s*['"`]([^'"`\s]{4,64})['"`]/gi,
]
const HASHED = /^\$|^[0-9a-f]{32,}$|^process\.env/i
const MOST_PASSWORDS = 5
const MOST_ACCOUNTS = 6
const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/
const SECRET = /passw|hash|pwd/i

/** Passwords that the app's seed spells out, the commonest first. */
function seedPasswords(source: Source): readonly string[] {
  const counts = new Map<string, number>()
  const texts = source.files.filter(({ path, kind }) => SEEDS.test(path) && kind !== 'binary' && kind !== 'env').map(file => file.text())
  for (const word of texts.flatMap(text => WRITTEN.flatMap(pattern => [...text.matchAll(pattern)].map(([, one]) => one!))))
    if (!HASHED.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([word]) => word)
    .slice(0, MOST_PASSWORDS)
}

/** Accounts that are in the database with an address and a stored password; those of no admin first. */
async function seededAccounts(store: RowStore): Promise<readonly SeededAccount[]> {
  const found: SeededAccount[] = []
  for (const table of await store.names())
    for (const row of await store.all(table)) {
      const email = Object.entries(row).find(([name, value]) => /mail/i.test(name) && typeof value === 'string' && ADDRESS.test(value))?.[1]
      const isOpen = Object.entries(row).some(([name, value]) => SECRET.test(name) && typeof value === 'string' && value.length > 3)
      if (typeof email === 'string' && isOpen) found.push({ table, row, email })
    }
  const isAdmin = ({ row }: SeededAccount): number => Number(/admin|root|super/i.test(JSON.stringify(row)))
  return found.toSorted((a, b) => isAdmin(a) - isAdmin(b)).slice(0, MOST_ACCOUNTS)
}

/** An account like this one for each of the actors, with the same password and the same rights: only whose it is differs. */
async function copyFor(store: RowStore, { table, row, email }: SeededAccount, emails: ReadonlyMap<Actor, string>): Promise<void> {
  const key = keyOf(undefined, row)
  const [column, id] = Object.entries(key)[0] ?? []
  const names = await store.names()
  for (const [actor, own] of emails) {
    const name = own.split('@')[0]!.replaceAll(/[^a-z0-9]/gi, '')
    const values = Object.entries(row).flatMap(([field, value]): [string, unknown][] => {
      if (field === column) return typeof id === 'number' ? [] : [[field, sameKind(String(id), actor)]]
      if (value === email) return [[field, own]]
      return /^(?:user_?name|login|handle|slug)$/i.test(field) && typeof value === 'string' ? [[field, name]] : [[field, value]]
    })
    const kept = await store.insert({ name: table, primaryKey: column === undefined ? [] : [column] }, Object.fromEntries(values))
    if (kept && column !== undefined) await copyRights(store, names, id, kept[column])
  }
}

/** What somebody may do often stands in a table between them and roles. */
async function copyRights(store: RowStore, names: readonly string[], from: unknown, to: unknown): Promise<void> {
  for (const name of names.filter(one => /role|permission|group/i.test(one)))
    for (const row of await store.all(name)) {
      const link = Object.keys(row).find(column => /^(?:user|account|member)s?_?id$/i.test(column))
      if (link === undefined || String(row[link]) !== String(from)) continue
      const { id: _, ...rest } = row
      await store.insert({ name, primaryKey: [] }, { ...rest, [link]: to })
    }
}

/** A key of the same kind, that follows from whose it is. */
function sameKind(id: string, actor: Actor): string {
  const digits = createHash('sha256').update(`${id}/${actor}`).digest('hex')
  if (/^[0-9a-f]{24}$/.test(id)) return digits.slice(0, 24)
  return /^[0-9a-f]{8}-/.test(id)
    ? `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
    : `${id}-${actor}`
}
