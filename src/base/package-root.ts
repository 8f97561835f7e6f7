import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Folder of our own `package.json`, from source, compiled and bundled alike. */
export function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`No package.json above ${import.meta.dirname}: this copy of Seaworthy is not whole.`)
    folder = dirname(folder)
  }
  return folder
}
