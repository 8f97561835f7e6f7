import { defineCheck, type Problem } from '#checks/check'
import { isExample } from '#model/env/declared'
import { browserFiles } from '#model/env/browser-files'
import { browserLines } from '#model/env/server-parts'
import type { SourceFile } from '#source/source'
import { lineAt } from '#source/tree'
import { envSecrets } from './env-secrets.js'
import { keysInUse } from './key-in-use.js'
import { keysIn } from './known-key.js'
import { literalSecrets, type LiteralSecret } from './literal-secret.js'
import { fingerprint, masked } from './masked.js'
import { isDevelopment, isDocument, isPage, isSeed, isTest, milder } from './where.js'

export default defineCheck({
  id: 'secrets/hard-coded-secret',
  title: 'A secret is written into the code',
  why: 'Everyone who sees the repository, a build or a backup can sign in as any user or spend on your accounts.',
  severity: 'high',
  refs: ['CWE-798', 'OWASP-A07:2021'],
  needs: ['source', 'setups'],
  *find({ source, setups }) {
    yield* keysInUse(setups, source)
    const inBrowser = browserFiles(source)
    for (const file of source.files) {
      // What the browser loads is reported by secrets/secret-in-browser, and a whole `.env` by secrets/committed-data.
      const lines = inBrowser.has(file.path) ? browserLines(file) : undefined
      if (file.kind === 'binary' || (inBrowser.has(file.path) && !lines) || isPage(file)) continue
      if (file.kind === 'env') {
        if (isExample(file.path)) yield* inExample(file)
      } else for (const problem of inText(file)) if (!lines?.has(problem.at.line)) yield problem
    }
  },
})

function* inText(file: SourceFile): Generator<Problem> {
  const text = file.text()
  const seen = new Set<string>()
  for (const key of keysIn(file)) {
    // A key file is a committed file, not a literal.
    if (seen.has(key.value) || (key.what === 'private key' && file.kind === 'text')) continue
    seen.add(key.value)
    const steps =
      isTest(file.path) || (isDocument(file.path) && key.severity !== 'medium') ? 2 : isDocument(file.path) || isSeed(file.path) ? 1 : 0
    yield {
      at: { file: file.path, line: lineAt(text, key.index) },
      certainty: 'certain',
      severity: milder(key.severity, steps),
      message: `\`${file.path}\` holds a ${key.what}, \`${masked(key.value)}\`.`,
      help: 'Revoke the key at its issuer, put the new one into an environment variable, and remove it from the history of git.',
      key: `${file.path} ${key.what} ${fingerprint(key.value)}`,
    }
  }
  if (file.kind !== 'code' || isTest(file.path) || isSeed(file.path)) return
  for (const secret of literalSecrets(file)) {
    if ([...seen].some(value => value.includes(secret.value) || secret.value.includes(value))) continue
    yield problemOf(file, secret)
  }
}

function problemOf(file: SourceFile, secret: LiteralSecret): Problem {
  const messages = {
    'signs sessions': `The secret \`${secret.name}\` that protects sessions or data is written out in \`${file.path}\`: \`${masked(secret.value)}\`.`,
    credential: `The credential \`${secret.name}\` is written out in \`${file.path}\`: \`${masked(secret.value)}\`.`,
    backdoor: `\`${file.path}\` compares \`${secret.name}\` with a password written out in the code, \`${masked(secret.value)}\`.`,
  }
  return {
    at: { file: file.path, line: secret.line },
    certainty: secret.role === 'credential' ? 'likely' : 'certain',
    severity: isDevelopment(file.path) ? milder(secret.severity) : secret.severity,
    message: messages[secret.role],
    help:
      secret.role === 'backdoor'
        ? 'Remove the comparison, and check a hashed password or a role of the signed-in user instead.'
        : 'Read it from an environment variable, fail at start when that is unset, and give production a new random value.',
    key: `${file.path} ${secret.name}`,
  }
}

function* inExample(file: SourceFile): Generator<Problem> {
  const [first, ...others] = envSecrets(file)
  if (!first) return
  yield {
    at: { file: file.path, line: first.line },
    certainty: 'likely',
    // A signing secret is harmful only where somebody copied the example; a key of a service works as it is.
    severity: [first, ...others].some(one => one.what !== 'secret') ? 'high' : 'medium',
    message: `The example \`${file.path}\` carries a real-looking value for \`${first.name}\`, \`${masked(first.value)}\`${others.length ? `, and for ${others.length} more` : ''}.`,
    help: 'Change the secret where it is in use, and leave the value in the example empty.',
    key: `${file.path} values`,
    trail: others.map(one => ({ at: { file: file.path, line: one.line }, label: `\`${one.name}\` has a value` })),
  }
}
