import { relative, resolve } from 'node:path'
import { savedRun, writeHandover } from './write-handover.js'

/** Writes the handover of the last rescue again. */
export async function run(dir = '.'): Promise<number> {
  const page = writeHandover(resolve(dir), savedRun(resolve(dir)))
  console.log(`The handover is in ${relative(process.cwd(), page) || page}.`)
  return 0
}
