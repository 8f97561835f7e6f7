import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '#base/failure'
import { handoverFiles } from '#report/handover/folder'
import type { HandoverInput } from '#report/handover/input'
import { keepOutOfGit } from './own-folder.js'
import { write } from './write.js'

const savedPath = (dir: string): string => join(dir, '.seaworthy', 'rescue.json')

/** Keeps the run for later; a run that is killed while it writes leaves the one before. */
export function saveRun(dir: string, input: HandoverInput): void {
  keepOutOfGit(dir)
  const path = savedPath(dir)
  write(`${path}.part`, `${JSON.stringify(input)}\n`)
  renameSync(`${path}.part`, path)
}

/** The last run. Throws `Failure` where there is none. */
export function savedRun(dir: string): HandoverInput {
  const path = savedPath(dir)
  const help = 'Run `seaworthy rescue` first.'
  if (!existsSync(path)) throw new Failure('no-rescue', 'No rescue of this app has ended yet.', help)
  try {
    const input = JSON.parse(readFileSync(path, 'utf8')) as HandoverInput
    if (input.format === 'seaworthy-rescue-1') return input
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new Failure('no-rescue', `\`${path}\` is not what a rescue of this version wrote.`, help)
}

/** Writes the folder anew and says where its page is. */
export function writeHandover(dir: string, input: HandoverInput): string {
  const folder = join(dir, '.seaworthy', 'handover')
  keepOutOfGit(dir)
  rmSync(join(folder, 'patches'), { recursive: true, force: true })
  for (const [path, text] of handoverFiles(input)) write(join(folder, path), text)
  return join(folder, 'index.html')
}
