import type { Source } from '#source/source'
import type { Row } from '../request/rows.js'

const OPENED = /verif|approv|active|enabled|confirm|activated/i
const CLOSED = /block|bann|suspend|disabled|locked|deleted|archiv|pending/i
/** A second factor is no door that waits to be opened: switched on, it closes one. */
const ASKS_FOR_MORE =
  /two_?-?(?:factor|step)|second_?factor|2fa|mfa|t?otp(?![a-z])|passkey|biometric|must_?change|notif|newsletter|marketing/i
const STATE = /(?:^|_)(?:status|state)$|Status$/i
const WAITING =
  /^(?:pending\w*|waiting\w*|await\w*|unverified|not[ _-]?verified|unconfirmed|unapproved|inactive|in[ _-]?review|under[ _-]?review)$/i
const WORDS = ['active', 'approved', 'verified', 'confirmed', 'enabled'] as const

/** What lets somebody in whose account waits for a letter to be opened, or for a person to approve it. */
export function opened(row: Row, words: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).flatMap(([name, value]) => openedValue(name, value, words)))
}

/** Words by which code calls an account open, the commonest first. */
export function openWords(source: Source): readonly string[] {
  const counts = new Map<string, number>(WORDS.map(word => [word, 0]))
  for (const file of source.files)
    if (file.kind === 'code')
      for (const [, word] of file.text().matchAll(/['"`](active|approved|verified|confirmed|enabled)['"`]/gi))
        counts.set(word!.toLowerCase(), (counts.get(word!.toLowerCase()) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([word]) => word)
}

function openedValue(name: string, value: unknown, words: readonly string[]): [string, unknown][] {
  if (ASKS_FOR_MORE.test(name)) return []
  if (CLOSED.test(name)) return value === true ? [[name, false]] : value === 1 ? [[name, 0]] : []
  if (typeof value === 'string' && WAITING.test(value) && (OPENED.test(name) || STATE.test(name)))
    return [[name, written(stateFor(name, words), value)]]
  if (!OPENED.test(name)) return []
  if (value === false) return [[name, true]]
  if (value === 0) return [[name, 1]]
  return /at$|verified$/i.test(name) && (value === null || value instanceof Date) ? [[name, new Date('2026-01-01T00:00:00Z')]] : []
}

/** `approval_status` is approved; of what says less, the code's own commonest word. */
const stateFor = (name: string, words: readonly string[]): string =>
  /approv/i.test(name) ? 'approved' : /verif/i.test(name) ? 'verified' : /confirm/i.test(name) ? 'confirmed' : (words[0] ?? WORDS[0])

const written = (word: string, like: string): string =>
  like === like.toUpperCase() ? word.toUpperCase() : /^[A-Z]/.test(like) ? word[0]!.toUpperCase() + word.slice(1) : word
