import { stripVTControlCharacters } from 'node:util'
import { redact } from './redact.js'
import type { Executed } from './supervisor/settings.js'

const TELLING = /error|module not found|cannot find|can't resolve|doesn't exist/i
const SAYS_NOTHING =
  /^npm|^[>\s✖×]*(?:build (?:error|failed)|error|an error) occurred|\b0 errors\b|failed with \d+ errors?:?$|^failed to compile/i

/** The line by which a command that failed says why. */
export function lastWords(result: Executed): string {
  if (result.timedOut) return 'it took too long'
  const lines = redact(stripVTControlCharacters(result.output))
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
  const telling = lines.find(line => TELLING.test(line) && !SAYS_NOTHING.test(line))
  return (telling ?? lines.at(-1) ?? `code ${result.code}`).slice(0, 300)
}
