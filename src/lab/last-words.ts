import { stripVTControlCharacters } from 'node:util'
import { redact } from './redact.js'
import type { Executed } from './supervisor/settings.js'

/** The line by which a command that failed says why. */
export function lastWords(result: Executed): string {
  if (result.timedOut) return 'it took too long'
  const lines = redact(stripVTControlCharacters(result.output))
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
  const telling = lines.find(line => /error/i.test(line) && !/^npm/.test(line))
  return (telling ?? lines.at(-1) ?? `code ${result.code}`).slice(0, 300)
}
