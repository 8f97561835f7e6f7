import { defineCheck, type Problem } from '#checks/check'
import type { EnvVariable } from '#model/app-model'
import { browserFiles } from '#model/env/browser-files'
import { browserLines } from '#model/env/server-parts'
import { isPublicName, withoutPrefix } from '#model/env/public-names'
import type { SourceFile } from '#source/source'
import { lineAt } from '#source/tree'
import { keysIn } from './known-key.js'
import { literalSecrets } from './literal-secret.js'
import { fingerprint, masked } from './masked.js'
import { exposureOf } from './secret-name.js'
import { isPage, isTest, milder } from './where.js'

export default defineCheck({
  id: 'secrets/secret-in-browser',
  title: 'A secret is sent to every visitor',
  why: 'Anyone who opens the developer tools can copy the key, read or change all data that it opens, and spend on your account.',
  severity: 'high',
  refs: ['CWE-522', 'CWE-200', 'OWASP-A02:2021'],
  needs: ['source', 'env'],
  *find({ source, env }) {
    const inBrowser = browserFiles(source)
    for (const path of inBrowser) {
      const file = source.file(path)
      if (!file || isTest(path)) continue
      const lines = browserLines(file)
      for (const problem of literalsIn(file)) if (!lines || lines.has(problem.at.line)) yield problem
    }
    for (const file of source.files) {
      if (isPage(file)) yield* issuedKeys(file)
    }
    for (const variable of env) yield* readsOf(variable, source.file.bind(source), inBrowser.size === 0)
  },
})

function* issuedKeys(file: SourceFile): Generator<Problem> {
  const text = file.text()
  for (const key of keysIn(file)) {
    yield {
      at: { file: file.path, line: lineAt(text, key.index) },
      certainty: 'certain',
      severity: key.severity === 'high' ? 'critical' : key.severity,
      message: `\`${file.path}\` is loaded by the browser and holds a ${key.what}, \`${masked(key.value)}\`.`,
      help: 'Revoke the key now, and move the call that needs it to the server.',
      key: `${file.path} ${key.what} ${fingerprint(key.value)}`,
    }
  }
}

/** The key of a Firebase project stands beside the project's other public names. */
const isFirebase = (text: string, index: number): boolean =>
  /\b(?:authDomain|messagingSenderId|storageBucket)\b/.test(text.slice(Math.max(0, index - 300), index + 500))

function* literalsIn(file: SourceFile): Generator<Problem> {
  const known = [...issuedKeys(file)]
  yield* known
  const text = file.text()
  // Keys of Google's AI look like those of Maps, which belong in the browser: the call tells them apart.
  const google = /generativelanguage\.googleapis|GoogleGenerativeAI|GoogleGenAI/.test(text)
    ? [...text.matchAll(/\bAIza[\w-]{35}\b/g)].find(match => !isFirebase(text, match.index))
    : undefined
  if (google) {
    yield {
      at: { file: file.path, line: lineAt(text, google.index) },
      certainty: 'certain',
      message: `\`${file.path}\` is loaded by the browser and holds a Google AI key, \`${masked(google[0])}\`.`,
      help: 'Revoke the key, and call the model from the server.',
      key: `${file.path} Google AI key`,
    }
  }
  for (const secret of literalSecrets(file)) {
    if (known.some(one => one.at.line === secret.line) || google || (secret.role === 'credential' && !exposureOf(secret.name))) continue
    yield {
      at: { file: file.path, line: secret.line },
      certainty: 'likely',
      severity: secret.role === 'credential' ? 'medium' : 'high',
      message:
        secret.role === 'backdoor'
          ? `\`${file.path}\` compares \`${secret.name}\` in the browser with a text that every visitor can read, \`${masked(secret.value)}\`.`
          : `\`${file.path}\` is loaded by the browser and holds \`${secret.name}\`, \`${masked(secret.value)}\`.`,
      help: 'Move the check or the call that needs it to the server.',
      key: `${file.path} ${secret.name}`,
    }
  }
}

/** A schema of variables that keeps those of the server from the browser by itself. */
const isGuardedSchema = (text: string): boolean => /@t3-oss\/env/.test(text) && /\bcreateEnv\(/.test(text)

function* readsOf(variable: EnvVariable, fileAt: (path: string) => SourceFile | undefined, noEntries: boolean): Generator<Problem> {
  const bare = withoutPrefix(variable.name)
  const exposure = exposureOf(bare)
  if (!exposure) return
  const read = variable.reads.find(one => (one.inBrowser || (noEntries && isPublicName(variable.name))) && !isTest(one.at.file))
  if (!read) return
  if (!variable.inBrowser) {
    // Bundlers leave other names out: the browser gets `undefined`, until somebody "fixes" it with a public prefix.
    if (exposure !== 'high' || isGuardedSchema(fileAt(read.at.file)?.text() ?? '')) return
    yield {
      at: read.at,
      certainty: 'likely',
      severity: 'low',
      message: `\`${variable.name}\` is read in \`${read.at.file}\`, which the browser loads.`,
      help: 'Move what needs it into a file that only the server imports.',
      key: `${read.at.file} ${variable.name} read`,
    }
    return
  }
  const isSent = /Authorization|Bearer |x-api-key/i.test(fileAt(read.at.file)?.text() ?? '')
  const severity = /service_role|service_key|stripe_secret/i.test(bare) ? 'critical' : exposure === 'high' || isSent ? 'high' : 'medium'
  yield {
    at: read.at,
    certainty: exposure === 'high' ? 'certain' : 'likely',
    severity: read.inBrowser ? severity : milder(severity),
    message: isPublicName(variable.name)
      ? `\`${variable.name}\` is a secret by its name, and its prefix puts it into the code that every visitor loads.`
      : `\`${read.at.file}\` writes \`${variable.name}\` into the code that every visitor loads.`,
    help: 'Revoke the key, name the variable without the public prefix, and use it in a server route that the browser calls.',
    key: `${variable.name} exposed`,
    trail: variable.reads.filter(one => one !== read && one.inBrowser).map(one => ({ at: one.at, label: 'read in the browser' })),
  }
}
