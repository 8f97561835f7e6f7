import { readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ignore, { type Ignore } from 'ignore'

/** The rules of one `.gitignore`, and the folder that they start from, relative to the app's (`''` for its own). */
export interface Rules {
  readonly base: string
  /** Path from the rules' folder to the app's, for rules that stand above the app. */
  readonly above: string
  readonly rules: Ignore
}

export function rulesIn(folder: string, base: string): Rules | undefined {
  return rulesFrom(join(folder, '.gitignore'), base, '')
}

/** Rules that stand above the app, up to the repository's root. */
export function rulesAbove(app: string, repository: string): readonly Rules[] {
  const found: Rules[] = []
  const pathFrom = (folder: string) => `${relative(folder, app).split(sep).join('/')}/`
  for (let folder = app; folder !== repository && dirname(folder) !== folder;) {
    folder = dirname(folder)
    const rules = rulesFrom(join(folder, '.gitignore'), '', pathFrom(folder))
    if (rules) found.unshift(rules)
  }
  const exclude = rulesFrom(join(repository, '.git', 'info', 'exclude'), '', app === repository ? '' : pathFrom(repository))
  return exclude ? [exclude, ...found] : found
}

export function rulesOf(patterns: readonly string[]): Rules {
  return { base: '', above: '', rules: ignore().add([...patterns]) }
}

function rulesFrom(file: string, base: string, above: string): Rules | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    return /^\s*[^#\s]/m.test(text) ? { base, above, rules: ignore().add(text) } : undefined
  } catch {
    return undefined
  }
}

/** The deepest file of rules that has an opinion decides. */
export function isIgnored(rules: readonly Rules[], path: string, folder: boolean): boolean {
  for (let index = rules.length - 1; index >= 0; index--) {
    const { base, above, rules: own } = rules[index]!
    const below = base === '' ? path : path.slice(base.length + 1)
    const verdict = own.test(above + below + (folder ? '/' : ''))
    if (verdict.ignored) return true
    if (verdict.unignored) return false
  }
  return false
}
