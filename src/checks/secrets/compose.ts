import type { Problem } from '#checks/check'
import type { Source, SourceFile } from '#source/source'
import { isTest } from './where.js'

const COMPOSE = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i
/** `POSTGRES_PASSWORD: secret`, `- MYSQL_ROOT_PASSWORD=secret`; what comes from the environment is `${…}`. */
const PASSWORD =
  /^\s*-?\s*["']?([A-Z][A-Z0-9_]*(?:PASSWORD|PASSWD|SECRET(?:_KEY)?|API_KEY|ROOT_PASS))["']?\s*[:=]\s*["']?([^\s"'#$][^\s"'#]*)["']?\s*$/

/** Passwords that are written out in the file by which an app's services are started. */
export function* composePasswords(source: Source): Generator<Problem> {
  for (const file of source.files) {
    if (!COMPOSE.test(file.path) || isTest(file.path) || /test|\bci\b/i.test(file.path)) continue
    const found = passwordsIn(file)
    const [first] = found
    if (!first) continue
    yield {
      at: { file: file.path, line: first.line },
      certainty: 'likely',
      severity: 'medium',
      message: `\`${file.path}\` writes out the value of ${[...new Set(found.map(one => `\`${one.name}\``))].slice(0, 3).join(', ')}.`,
      help: 'Write `${NAME}` in its place, keep the value in a file that is not in the repository, and change it where it is in use.',
      key: `${file.path} passwords`,
      trail: found.map(one => ({ at: { file: file.path, line: one.line }, label: `\`${one.name}\`` })),
    }
  }
}

function passwordsIn(file: SourceFile): { readonly name: string; readonly line: number }[] {
  return file
    .text()
    .split('\n')
    .flatMap((line, index) => {
      const [, name, value] = PASSWORD.exec(line) ?? []
      // What names a file holds no secret, and neither does a switch.
      return name === undefined || value === undefined || /_FILE$|ALLOW_EMPTY/.test(name) || /^(?:true|false|yes|no|1|0)$/i.test(value)
        ? []
        : [{ name, line: index + 1 }]
    })
}
