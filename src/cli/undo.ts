import { resolve } from 'node:path'
import { undo } from '#rescue/undo'

/** The options of `seaworthy undo`, as parsed. */
export interface UndoFlags {
  readonly dir?: string
}

/** Takes one repair back. */
export async function run(finding: string, flags: UndoFlags = {}): Promise<number> {
  const { title, branch, file, down } = undo(resolve(flags.dir ?? '.'), finding)
  console.log(branch ? `Taken back on the branch ${branch}: ${title}` : `Run \`patch -R -p1 < ${file}\` if you applied it: ${title}`)
  if (down) console.log(`Where the migration has run, this takes it back:\n\n${down.trim()}`)
  return 0
}
