import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FileSettings } from './settings.js'

/** Writes files from inside the seal, where a link that the app left leads nowhere. */
export function put(files: readonly FileSettings[]): void {
  for (const { path, text } of files) {
    rmSync(path, { force: true })
    if (text === undefined) continue
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
