import { join } from 'node:path'
import { Failure } from '#base/failure'
import * as git from './git.js'
import { appendLedger, type VerdictRecord } from './ledger.js'
import { undo } from './undo.js'

/** Files that a repair's commit changed. */
export function filesOf(repository: git.Repository, { commit }: VerdictRecord): readonly string[] {
  return commit ? git.git(repository.root, 'show', '--format=', '--name-only', commit).split('\n').filter(Boolean) : []
}

/** Takes a repair back, and before it later ones that changed the same files where they stand in its way. Says which no longer count, each with why as its log. */
export function takeBack(
  folder: string,
  repository: git.Repository,
  record: VerdictRecord,
  standing: readonly VerdictRecord[],
  why: string,
): readonly VerdictRecord[] {
  const goes = { ...record, log: why }
  if (isUndone(folder, record, why)) return [goes]
  const own = new Set(filesOf(repository, record))
  const later = standing.slice(standing.indexOf(record) + 1).filter(one => filesOf(repository, one).some(file => own.has(file)))
  const stood = `it stood on “${record.title}”, which was taken back`
  const gone = later.toReversed().filter(one => isUndone(folder, one, stood))
  // What cannot be taken back is at least not counted as a repair.
  if (!isUndone(folder, record, why)) {
    const { commit: _, ...rest } = record
    appendLedger(join(folder, '.seaworthy', 'ledger.jsonl'), { ...rest, kind: 'undone', log: why })
  }
  return [goes, ...gone.map(one => ({ ...one, log: stood }))]
}

function isUndone(folder: string, record: VerdictRecord, why: string): boolean {
  try {
    undo(folder, record.finding, why)
    return true
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
