import { defineCheck, type Problem } from '#checks/check'
import { isExample } from '#model/env/declared'
import type { SourceFile } from '#source/source'
import { composePasswords } from './compose.js'
import { type EnvSecret, envSecrets } from './env-secrets.js'
import { lineAt } from '#source/tree'
import { personalRows } from './personal-rows.js'
import { storedTables } from './sqlite.js'
import { isDevelopment, isTest, milder } from './where.js'

export default defineCheck({
  id: 'secrets/committed-data',
  title: 'Data or keys that belong to production lie in the repository',
  why: 'Everyone who can read the repository, now or later, holds a copy of your customers, their passwords or your keys.',
  severity: 'high',
  refs: ['CWE-538', 'CWE-312'],
  needs: ['source'],
  *find({ source }) {
    yield* composePasswords(source)
    for (const file of source.files) {
      if (source.isTracked(file.path) === false) continue
      const known = source.isTracked(file.path) === true
      for (const problem of problemsOf(file)) yield known || problem.certainty !== 'certain' ? problem : { ...problem, certainty: 'likely' }
    }
    for (const file of source.setAside ?? []) if (!isExample(file.path) && !isTest(file.path)) yield* untold(file)
  },
})

function* problemsOf(file: SourceFile): Generator<Problem> {
  if (file.kind === 'env') {
    if (!isExample(file.path) && !isTest(file.path)) yield* variables(file)
  } else if (/\.(?:db|sqlite3?|db3)$/i.test(file.path)) yield* database(file)
  else if (file.kind === 'text' && !/\.mdx?$/.test(file.path)) yield* privateKey(file)
  if (/\.(?:sql|csv|tsv|json|[cm]?js)$/i.test(file.path)) yield* rows(file)
}

/** `.gitignore` names it, and no repository is here to tell whether it went in before, or by force. */
function* untold(file: SourceFile): Generator<Problem> {
  const secrets = envSecrets(file)
  const [first] = secrets
  if (!first) return
  yield {
    at: { file: file.path, line: first.line },
    certainty: 'possible',
    severity: 'medium',
    message: `\`${file.path}\` holds the value of ${named(secrets)}, and without its repository nobody can tell whether git has it in spite of \`.gitignore\`.`,
    help: `Run \`git log --all -- ${file.path}\` in the repository. Where it lists anything, change each of these secrets at its issuer and run \`git rm --cached\` on the file.`,
    key: `${file.path} untold`,
    trail: trailOf(file, secrets),
  }
}

const named = (secrets: readonly EnvSecret[]): string => {
  const names = secrets.map(secret => `\`${secret.name}\``)
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`
}

const trailOf = (file: SourceFile, secrets: readonly EnvSecret[]): NonNullable<Problem['trail']> =>
  secrets.map(secret => ({ at: { file: file.path, line: secret.line }, label: `\`${secret.name}\`: ${secret.what}` }))

function* variables(file: SourceFile): Generator<Problem> {
  const secrets = envSecrets(file)
  const [first] = secrets
  if (!first) return
  yield {
    at: { file: file.path, line: first.line },
    certainty: 'certain',
    severity: secrets.some(secret => secret.severity === 'critical')
      ? 'critical'
      : /\.test(?:\.|$)/.test(file.path)
        ? 'low'
        : isDevelopment(file.path)
          ? 'medium'
          : 'high',
    message: `\`${file.path}\` is in the repository with the value of ${named(secrets)}.`,
    help: 'Change each of these secrets at its issuer, run `git rm --cached` on the file, and name it in `.gitignore`.',
    key: file.path,
    trail: trailOf(file, secrets),
  }
}

const PERSONAL =
  /user|customer|account|member|profile|order|payment|session|message|address|contact|lead|subscriber|patient|employee|credential|token|booking|invoice/i

function* database(file: SourceFile): Generator<Problem> {
  const filled = storedTables(file.bytes?.() ?? new Uint8Array()).filter(table => table.rows > 0)
  const personal = filled.filter(table => PERSONAL.test(table.name))
  if (personal.length === 0) return
  const passwords = personal.some(table => /passw|hash|secret|ssn|token/i.test(table.sql))
  const severity = passwords ? 'high' : 'medium'
  yield {
    at: { file: file.path, line: 1 },
    certainty: 'certain',
    severity: isTest(file.path) ? 'low' : severity,
    message: `The database \`${file.path}\` is in the repository with ${personal
      .map(table => `${table.rows} ${table.rows === 1 ? 'row' : 'rows'} of \`${table.name}\``)
      .slice(0, 4)
      .join(', ')}.`,
    help: 'Run `git rm --cached` on the file, name it in `.gitignore`, remove it from the history, and make everyone in it choose a new password.',
    key: file.path,
  }
}

function* privateKey(file: SourceFile): Generator<Problem> {
  const text = file.size < 100_000 ? file.text() : ''
  const match = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----\s+[A-Za-z0-9+/=\s:,-]{100,}/.exec(text)
  if (!match) return
  const isLocal = isDevelopment(file.path) || isTest(file.path) || /localhost|self-?signed|certs?\//i.test(file.path)
  yield {
    at: { file: file.path, line: lineAt(text, match.index) },
    certainty: 'certain',
    severity: isLocal ? milder('critical', 3) : 'critical',
    message: `The private key \`${file.path}\` is in the repository.`,
    help: 'Replace the key wherever it is trusted, run `git rm --cached` on the file, and remove it from the history.',
    key: file.path,
  }
}

function* rows(file: SourceFile): Generator<Problem> {
  const found = isTest(file.path) ? undefined : personalRows(file)
  if (!found) return
  yield {
    at: { file: file.path, line: found.line },
    certainty: 'likely',
    severity: found.passwords ? 'high' : 'medium',
    message: found.prints
      ? `\`${file.path}\` prints every row of \`${found.table}\`.`
      : `\`${file.path}\` holds data of ${found.people} people from \`${found.table}\`${found.passwords ? ', their password hashes among it' : ''}.`,
    help: found.prints
      ? 'Delete the script, and look at single rows with the tools of the database.'
      : 'Remove the file from the repository and from its history, and keep exports outside of it.',
    key: file.path,
  }
}
