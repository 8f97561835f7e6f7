import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from '#base/failure'

/** Writes a file that was asked for, with the folders above it. */
export function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new Failure('cannot-write', `\`${path}\` cannot be written (${reason}).`, 'Name a file in a folder that you may write to.')
  }
}
