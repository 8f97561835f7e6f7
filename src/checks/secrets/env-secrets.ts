import type { Severity } from '#base/certainty'
import { isExample } from '#model/env/declared'
import { isPublicName } from '#model/env/public-names'
import type { SourceFile } from '#source/source'
import { knownKeys } from './known-key.js'
import { isRandom, standsIn } from './placeholder.js'
import { isCredentialName, isSigningName } from './secret-name.js'

/** A secret that a file of variables sets. */
export interface EnvSecret {
  readonly name: string
  readonly value: string
  readonly what: string
  readonly line: number
  readonly severity: Severity
}

/** Secrets in a file of variables: keys of a known shape, and values that look generated under a name that says secret. */
export function envSecrets(file: SourceFile): EnvSecret[] {
  const found: EnvSecret[] = []
  for (const [index, line] of file.text().split(/\r?\n/).entries()) {
    const [, name, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? []
    if (name === undefined) continue
    const value = raw
      .replace(/^(["'`])(.*)\1.*$/, '$2')
      .replace(/\s+#.*$/, '')
      .trim()
    const known = [...knownKeys(value)][0]
    if (known) found.push({ name, value: known.value, what: known.what, line: index + 1, severity: known.severity })
    else if (!isPublicName(name) && isSecretName(name) && (isReal(value) || (isSigningName(name) && isInForce(file, value)))) {
      found.push({ name, value, what: 'secret', line: index + 1, severity: 'high' })
    }
  }
  return found
}

const isSecretName = (name: string): boolean => isSigningName(name) || isCredentialName(name) || /PASSWORD$/.test(name)

/** What signs sessions is in force as it stands in a file that the app reads, though words may make it up: that it can be guessed makes it worse. */
const isInForce = (file: SourceFile, value: string): boolean =>
  !isExample(file.path) && value.length >= 6 && !standsIn(value) && !/:\/\/|\s/.test(value)

/** An address belongs to `knownKeys`, which tells a local one from one that is reached from outside. */
const isReal = (value: string): boolean => isRandom(value) && !/:\/\//.test(value)
