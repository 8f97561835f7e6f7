import type { Check, Parts, Problem } from '#checks/check'
import { withApp } from '#checks/page.fixture'
import { browserFiles } from '#model/env/browser-files'
import { readEnv } from '#model/env/read-env'
import { identify } from '#model/identity/identify'
import { readSource } from '#source/read'

type TextParts = Pick<Parts, 'source' | 'env' | 'app' | 'setups'>

/** What a check that reads text finds in an app of these files. */
export function problemsIn(
  check: Check<'source'> | Check<'source' | 'env'> | Check<'source' | 'setups'>,
  files: Readonly<Record<string, string>>,
): Promise<Problem[]> {
  return withApp(new Map(Object.entries(files)), async root => {
    const source = readSource(root)
    const parts: TextParts = { source, env: readEnv(source, browserFiles(source)), app: identify(source), setups: [] }
    return [...check.find(parts)]
  })
}

/** `file:line severity` of each, in order of place. */
export const placesOf = (problems: readonly Problem[]): string[] =>
  problems.map(({ at, severity }) => `${at.file}:${at.line}${severity ? ` ${severity}` : ''}`).sort()
