import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Folder of our own `package.json`, from source, compiled and bundled alike. */
export function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
