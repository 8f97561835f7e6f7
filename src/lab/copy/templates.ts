import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Source } from '#source/source'

const MARK = /[.-](?:example|sample|template|dist|default)(?=\.[a-z]+$|$)/i
const SETTINGS = /\.(?:json|ya?ml|toml|[cm]?[jt]s)$/
const DEPTH = 4
/** Read by a library by its name, which no code tells. */
const BY_LIBRARY = /^(?:ormconfig|knexfile|nodemon|nest-cli|\.sequelizerc)/

/** Files of settings that everybody makes from the one beside them that is committed: here the lab does. Says which. */
export function makeFromTemplates(source: Source, copy: string): readonly string[] {
  const made: string[] = []
  const isAsked = (name: string): boolean => {
    const bare = name.replace(SETTINGS, '')
    if (BY_LIBRARY.test(name)) return true
    const text = new RegExp(String.raw`['"\`/]${bare.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)}(?:\.\w+)?['"\`]`)
    return source.files.some(file => file.kind === 'code' && file.text().includes(bare) && text.test(file.text()))
  }
  const visit = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (depth > 0 && entry.name !== 'node_modules' && !entry.name.startsWith('.')) visit(path, depth - 1)
        continue
      }
      const name = entry.name.replace(MARK, '')
      if (!entry.isFile() || name === entry.name || !SETTINGS.test(name) || existsSync(join(folder, name)) || !isAsked(name)) continue
      copyFileSync(path, join(folder, name))
      made.push(relative(copy, join(folder, name)))
    }
  }
  visit(copy, DEPTH)
  return made
}
