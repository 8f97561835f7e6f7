import type { Check, Parts, Problem } from '#checks/check'
import { readFirebase } from '#database/firebase/read'
import { sourceOf } from '#database/source.fixture'

/** What a check finds in Firestore rules, of which only the inside of `documents` is given; or in several files. */
export function problemsInRules(
  check: Check<'firebase'>,
  rules: string | Readonly<Record<string, string>>,
  written: Readonly<Record<string, readonly string[]>> = {},
): Problem[] {
  const files = typeof rules === 'string' ? { 'firestore.rules': firestore(rules) } : rules
  const { doors } = readFirebase(sourceOf(files), new Map(Object.entries(written).map(([name, fields]) => [name, new Set(fields)])))
  return [...check.find({ firebase: doors } satisfies Pick<Parts, 'firebase'>)]
}

export const firestore = (inside: string): string =>
  `rules_version = '2';\nservice cloud.firestore {\n  match /databases/{database}/documents {\n${inside}\n  }\n}`

export const storage = (inside: string): string =>
  `rules_version = '2';\nservice firebase.storage {\n  match /b/{bucket}/o {\n${inside}\n  }\n}`
