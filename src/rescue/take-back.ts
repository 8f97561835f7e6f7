import { Failure } from '#base/failure'
import * as git from './git.js'
import type { VerdictRecord } from './ledger.js'
import { undo } from './undo.js'

/** Files that a repair's commit changed. */
export function filesOf(repository: git.Repository, { commit }: VerdictRecord): readonly string[] {
  return commit ? git.git(repository.root, 'show', '--format=', '--name-only', commit).split('\n').filter(Boolean) : []
}

/** Takes a repair back, and before it later ones that changed the same files where they stand in its way. Says which no longer count. */
export function takeBack(
  folder: string,
  repository: git.Repository,
  record: VerdictRecord,
  standing: readonly VerdictRecord[],
): readonly VerdictRecord[] {
  if (isUndone(folder, record)) return [record]
  const own = new Set(filesOf(repository, record))
  const later = standing.slice(standing.indexOf(record) + 1).filter(one => filesOf(repository, one).some(file => own.has(file)))
  const gone = later.toReversed().filter(one => isUndone(folder, one))
  // What cannot be taken back is at least not counted as a repair.
  isUndone(folder, record)
  return [record, ...gone]
}

function isUndone(folder: string, record: VerdictRecord): boolean {
  try {
    undo(folder, record.finding)
    return true
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
