import { resolve } from 'node:path'
import { Failure } from '#base/failure'
import { isOpen } from '#triage/finding'
import { auditAt } from './repair.js'
import type { UndoFlags } from './undo.js'

/** Says whether one finding is gone: the acceptance test for whoever repairs by hand. 0 gone, 1 still there. */
export async function run(finding: string, flags: UndoFlags = {}): Promise<number> {
  if (!/^[0-9a-f]{8}(?:-\d+)?$/.test(finding))
    throw new Failure('unknown-finding', `\`${finding}\` is no finding's id.`, 'Take the id from the report: eight digits and letters.')
  const { findings } = await auditAt(resolve(flags.dir ?? '.'))
  const found = findings.find(one => one.id === finding)
  if (!found || !isOpen(found)) {
    console.log(found ? `${finding} is accepted: ${found.reason ?? ''}` : `${finding} is gone.`)
    return 0
  }
  console.log(`${finding} is still there: ${found.message}\n${found.at.file}:${found.at.line}\n${found.help}`)
  return 1
}
