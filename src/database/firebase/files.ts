import type { Source } from '#source/source'

/** Rules files of a Firebase app, and what each is for. */
export interface RulesPaths {
  /** Firestore and Storage rules, in the same language. */
  readonly rules: readonly string[]
  /** Realtime Database rules. */
  readonly database: readonly string[]
}

/** `firebase.json` names the files that are deployed; without one, the names that every template uses are taken. */
export function rulesPaths(source: Source): RulesPaths {
  const rules = new Set<string>()
  const database = new Set<string>()
  for (const file of source.files) {
    if (!/(?:^|\/)firebase\.json$/.test(file.path)) continue
    const folder = file.path.slice(0, -'firebase.json'.length)
    const add = (to: Set<string>, name: unknown): void => {
      const path = typeof name === 'string' ? folder + name.replace(/^\.\//, '') : undefined
      if (path && source.file(path)) to.add(path)
    }
    const config = parsed(file.text())
    for (const part of ['firestore', 'storage', 'database'] as const)
      for (const one of [config[part]].flat()) if (isRecord(one)) add(part === 'database' ? database : rules, one['rules'])
  }
  for (const { path } of source.files) {
    if (/(?:^|\/)(?:firestore|storage)\.rules$/.test(path) && !has(rules, path)) rules.add(path)
    if (/(?:^|\/)database\.rules\.json$/.test(path) && !has(database, path)) database.add(path)
  }
  return { rules: [...rules].sort(), database: [...database].sort() }
}

/** Another file of the same name is deployed already: this one is a copy or an example. */
const has = (named: ReadonlySet<string>, path: string): boolean => {
  const name = path.split('/').at(-1)
  return [...named].some(each => each !== path && each.split('/').at(-1) === name)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, '').replaceAll(/^\s*\/\/.*$/gm, ''))
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}
