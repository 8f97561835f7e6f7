import { join } from 'node:path'
import { Failure } from '#base/failure'
import { worktreeIn } from '#base/own-folder'
import * as git from './git.js'
import { appendLedger, readLedger, type RunRecord, type VerdictRecord } from './ledger.js'
import { lock } from './lock.js'
import { keepUsedPackages } from './used-packages.js'

/** What was taken back, and how. */
export interface Undone {
  readonly title: string
  readonly branch?: string
  /** The patch file, where there is no git. */
  readonly file?: string
  /** SQL for databases in which the migration ran. */
  readonly down?: string
}

/** Takes back the last repair of a finding, by a commit on the branch that holds it; why is for the ledger. */
export function undo(folder: string, finding: string, why = ''): Undone {
  const ledger = join(folder, '.seaworthy', 'ledger.jsonl')
  const unlock = lock(join(folder, '.seaworthy', 'repair.lock'))
  try {
    const records = readLedger(ledger)
    const last = records.findLast((one): one is VerdictRecord => one.kind !== 'run' && one.finding === finding && one.kind !== 'refused')
    const run = records.findLast((one): one is RunRecord => one.kind === 'run' && one.run === last?.run)
    if (!last || last.kind === 'undone' || !run)
      throw new Failure('not-repaired', `\`${finding}\` has no repair here.`, 'Look for its id with `git log --grep Seaworthy-Finding`.')
    const commit = last.commit && run.branch ? revert(folder, run.branch, last) : undefined
    const { commit: _, ...rest } = last
    appendLedger(ledger, { ...rest, kind: 'undone', log: why, ...(commit && { commit }) })
    return {
      title: last.title,
      ...(run.branch && { branch: run.branch }),
      ...(last.file && { file: last.file }),
      ...(last.down && { down: last.down }),
    }
  } finally {
    unlock()
  }
}

/** Makes a repair again that stood in the way of taking another one back; whether it could be made. */
export function redo(folder: string, record: VerdictRecord): boolean {
  const ledger = join(folder, '.seaworthy', 'ledger.jsonl')
  const run = readLedger(ledger).findLast((one): one is RunRecord => one.kind === 'run' && one.run === record.run)
  const repository = git.repositoryOf(folder)
  if (!record.commit || !run?.branch || !repository) return false
  const path = worktreeIn(folder)
  git.openWorktree(repository, path, run.branch)
  try {
    const commit = git.pickIn(path, record.commit)
    if (commit) appendLedger(ledger, { ...record, commit })
    return commit !== undefined
  } finally {
    git.closeWorktree(repository, path)
  }
}

function revert(folder: string, branch: string, { commit, title, finding }: VerdictRecord): string {
  const repository = git.repositoryOf(folder)
  if (!repository || !git.branchTip(repository, branch))
    throw new Failure('not-repaired', `The branch \`${branch}\` is gone.`, `Run \`git revert ${commit}\` where the repair was merged.`)
  const path = worktreeIn(folder)
  git.openWorktree(repository, path, branch)
  try {
    const made = git.revertIn(path, commit!, `Undo: ${title}\n\nSeaworthy-Finding: ${finding}\n`, keepUsedPackages)
    if (!made) throw new Failure('git-failed', 'Later repairs changed the same lines.', 'Undo those first, the last one before the others.')
    return made
  } finally {
    git.closeWorktree(repository, path)
  }
}
