import type { Place } from '#base/place'
import type { Problem } from '#checks/check'
import type { Setup } from '#model/app-model'
import { fieldsOf } from '#model/read/terms'
import type { Term } from '#model/term'
import type { Source } from '#source/source'
import { literalSecrets } from './literal-secret.js'
import { fingerprint, masked } from './masked.js'
import { isSeed, isTest } from './where.js'

/** Keys that sessions or tokens are signed with, and that are texts of the code under whatever name. */
export function* keysInUse(setups: readonly Setup[], source: Source): Generator<Problem> {
  const told = new Set(
    source.files.flatMap(file =>
      file.kind === 'code' && !isTest(file.path) && !isSeed(file.path) ? literalSecrets(file).map(one => one.value) : [],
    ),
  )
  for (const setup of setups) {
    if ((setup.what !== 'auth' && setup.what !== 'session') || isTest(setup.at.file) || isSeed(setup.at.file)) continue
    for (const value of textsOf([...fieldsOf(setup.options)].find(([field]) => field === 'secret')?.[1])) {
      if (told.has(value)) continue
      told.add(value)
      yield {
        at: writtenAt(value, source) ?? setup.at,
        certainty: 'certain',
        severity: 'high',
        message: `What \`${setup.library}\` signs or verifies with is written out in the code: \`${masked(value)}\`.`,
        help: 'Read it from an environment variable, fail at start when that is unset, and give production a new random value.',
        key: `${setup.library} ${fingerprint(value)}`,
        trail: [{ at: setup.at, label: 'in use here' }],
      }
    }
  }
}

/** The text, or texts of a list of which the first signs; what may come from elsewhere is told as a fallback. */
function textsOf(term: Term | undefined): string[] {
  if (term?.kind === 'list') return term.items.flatMap(textsOf)
  return term?.kind === 'literal' && typeof term.value === 'string' && term.value.length > 0 ? [term.value] : []
}

function writtenAt(value: string, source: Source): Place | undefined {
  const quoted = ["'", '"', '`'].map(quote => `${quote}${value}${quote}`)
  for (const file of source.files) {
    if (file.kind !== 'code' || isTest(file.path) || isSeed(file.path)) continue
    const line = file
      .text()
      .split('\n')
      .findIndex(text => quoted.some(one => text.includes(one)) && !/^\s*(?:\/\/|\*)/.test(text))
    if (line !== -1) return { file: file.path, line: line + 1 }
  }
  return undefined
}
