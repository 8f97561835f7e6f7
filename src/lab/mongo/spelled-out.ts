import type { Source } from '#source/source'

const ADDRESS = /\bmongodb(?:\+srv)?:\/\/[^\s:@/'"`]*:([^\s@/'"`]+)@/g
/** Beside the address, as drivers take it too. */
const BESIDE = /\b(?:pass|password|pwd)['"]?\s*:\s*(['"`])([^'"`\s$]{1,64})\1/g
const CONNECTS = /\bmongo(?:ose|client|db)?\b/i
const MOST = 100

/** Passwords that code spells out for its MongoDB; a variable that is not set stands there as a word. */
export function spelledPasswords(source: Source): readonly string[] {
  const found = new Set(['undefined'])
  for (const file of source.files) {
    if (!['code', 'json'].includes(file.kind)) continue
    const text = file.text()
    for (const [, password] of text.matchAll(ADDRESS)) found.add(decoded(password!))
    if (CONNECTS.test(text)) for (const [, , password] of text.matchAll(BESIDE)) found.add(password!)
  }
  return [...found].slice(0, MOST)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
