import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes the folder in which Seaworthy keeps its own files. Reports and caches are nobody's to commit; the baseline is. */
export function makeOwnFolder(own: string): void {
  mkdirSync(own, { recursive: true })
  const ignore = join(own, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n!.gitignore\n!baseline.json\n')
}
