import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { write } from './write.js'

/** Reports and caches are nobody's to commit; the baseline is. */
export function keepOutOfGit(dir: string): void {
  const path = join(dir, '.seaworthy', '.gitignore')
  if (!existsSync(path)) write(path, '*\n!.gitignore\n!baseline.json\n')
}
