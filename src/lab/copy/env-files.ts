import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Package } from '#source/source'

const SETTING = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]/

/** An env file with its names kept as comments and every value gone: what we leave unset stays unset. */
export function emptied(text: string): string {
  const names = text.split(/\r?\n/).flatMap(line => SETTING.exec(line)?.[1] ?? [])
  return names.map(name => `# ${name}\n`).join('')
}

const NAMED = /--env-file(?:-if-exists)?[= ]([\w./-]+)/g

/** Files of variables that scripts ask for and nobody commits: empty ones, as without them nothing runs. */
export function bareEnvFiles(own: Package, folder: string): void {
  for (const text of Object.values(own.scripts))
    for (const [, name] of text.matchAll(NAMED)) {
      const path = join(folder, name!)
      if (path.startsWith(folder) && !existsSync(path)) writeFileSync(path, '')
    }
}
