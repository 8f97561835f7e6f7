import { join } from 'node:path'
import { Failure } from '#base/failure'
import * as git from './git.js'
import { appendLedger, type VerdictRecord } from './ledger.js'
import { leansOn } from './leaning.js'
import { redo, undo } from './undo.js'

/** Files that a repair's commit changed. */
export function filesOf(repository: git.Repository, { commit }: VerdictRecord): readonly string[] {
  return commit ? git.git(repository.root, 'show', '--format=', '--name-only', commit).split('\n').filter(Boolean) : []
}

/** Files of the app that repairs changed, as the app names them. */
export function touchedBy(repository: git.Repository, records: readonly VerdictRecord[]): readonly string[] {
  const prefix = repository.prefix && `${repository.prefix}/`
  const files = new Set(records.flatMap(record => filesOf(repository, record)))
  return [...files].filter(file => file.startsWith(prefix)).map(file => file.slice(prefix.length))
}

/** Takes a repair back; before it later ones that use what it brought, and those that changed the same lines. Says which no longer count, each with why as its log. */
export function takeBack(
  folder: string,
  repository: git.Repository,
  record: VerdictRecord,
  standing: readonly VerdictRecord[],
  why: string,
): readonly VerdictRecord[] {
  const goes = { ...record, log: why }
  const stood = `it stood on “${record.title}”, which was taken back`
  const after = standing.slice(standing.indexOf(record) + 1)
  const leaning = after.filter(one => leansOn(diffOf(repository, one), diffOf(repository, record)))
  // Each takes along what stands on it in turn.
  const gone: VerdictRecord[] = []
  for (const one of leaning.toReversed())
    if (!has(gone, one))
      gone.push(
        ...takeBack(
          folder,
          repository,
          one,
          standing.filter(each => !has(gone, each)),
          stood,
        ),
      )
  if (isUndone(folder, record, why)) return [goes, ...gone]
  const own = new Set(filesOf(repository, record))
  const later = after.filter(one => !has(gone, one) && filesOf(repository, one).some(file => own.has(file)))
  const moved: VerdictRecord[] = []
  let isGone = false
  for (const one of later.toReversed()) {
    if (isGone) break
    if (isUndone(folder, one, stood)) moved.push(one)
    isGone = moved.includes(one) && isUndone(folder, record, why)
  }
  // What only stood in the way is made again.
  const lost = new Set(moved.toReversed().filter(one => !redo(folder, one)))
  gone.push(...moved.filter(one => lost.has(one)).map(one => ({ ...one, log: stood })))
  // What cannot be taken back is at least not counted as a repair.
  if (!isGone) {
    const { commit: _, ...rest } = record
    appendLedger(join(folder, '.seaworthy', 'ledger.jsonl'), { ...rest, kind: 'undone', log: why })
  }
  return [goes, ...gone]
}

const has = (records: readonly VerdictRecord[], one: VerdictRecord): boolean => records.some(each => each.finding === one.finding)

const diffOf = (repository: git.Repository, { commit }: VerdictRecord): string =>
  commit ? git.git(repository.root, 'show', '--format=', '--unified=0', commit) : ''

function isUndone(folder: string, record: VerdictRecord, why: string): boolean {
  try {
    undo(folder, record.finding, why)
    return true
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
