import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync, rmSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { Failure } from '#base/failure'

/** The repository around an app, as a repair needs it. */
export interface Repository {
  readonly root: string
  /** The app's folder below it, `''` for the root itself. */
  readonly prefix: string
  readonly head: string
}

/** Nothing of the app runs when git is asked: no hooks, no pager, no prompt, and no repository but the one that is meant. */
const SAFE = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'commit.gpgSign=false',
  '-c',
  'core.pager=cat',
  '-c',
  'core.quotePath=false',
]
const FOREIGN =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|COMMON_DIR|NAMESPACE|EDITOR|EXTERNAL_DIFF|ALTERNATE_OBJECT_DIRECTORIES)$/

function attempt(cwd: string, args: readonly string[]): { readonly code: number | null; readonly text: string; readonly error: string } {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)))
  const { status, stdout, stderr, error } = spawnSync('git', [...SAFE, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...env, GIT_TERMINAL_PROMPT: '0', GIT_EDITOR: 'true', LC_ALL: 'C' },
  })
  return { code: error ? null : status, text: stdout ?? '', error: stderr ?? String(error) }
}

export function git(cwd: string, ...args: readonly string[]): string {
  const { code, text, error } = attempt(cwd, args)
  if (code !== 0)
    throw new Failure(
      'git-failed',
      `\`git ${args[0]}\` failed: ${error.trim().split('\n').at(-1) ?? ''}`,
      'Look at `git status` of the app, and run the command again.',
    )
  return text.replace(/\n$/, '')
}

/** `undefined` where there is no git, no repository or no commit yet, or where the app's folder is not in it. */
export function repositoryOf(folder: string): Repository | undefined {
  const top = attempt(folder, ['rev-parse', '--show-toplevel'])
  const head = attempt(folder, ['rev-parse', '--verify', 'HEAD^{commit}'])
  if (top.code !== 0 || head.code !== 0) return undefined
  const root = realpathSync(top.text.trim())
  const prefix = relative(root, realpathSync(folder)).split(sep).join('/')
  const isTracked = prefix === '' || attempt(root, ['ls-tree', '-d', 'HEAD', '--', prefix]).text !== ''
  return isTracked ? { root, prefix, head: head.text.trim() } : undefined
}

export const branchTip = (repository: Repository, branch: string): string | undefined => {
  const { code, text } = attempt(repository.root, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`])
  return code === 0 ? text.trim() : undefined
}

/** Files of the user's own that are not in a commit. */
export const uncommitted = (repository: Repository): number =>
  attempt(repository.root, ['status', '--porcelain', '--untracked-files=no', '--', repository.prefix || '.'])
    .text.split('\n')
    .filter(Boolean).length

/** A clean worktree of a branch at a path of ours, whatever an earlier run left there. */
export function openWorktree(repository: Repository, path: string, branch: string): void {
  if (existsSync(path)) closeWorktree(repository, path)
  git(repository.root, 'worktree', 'prune')
  const args = branchTip(repository, branch) ? [path, branch] : ['-b', branch, path, repository.head]
  git(repository.root, 'worktree', 'add', '--quiet', '--force', ...args)
}

export function closeWorktree(repository: Repository, path: string): void {
  attempt(repository.root, ['worktree', 'remove', '--force', path])
  rmSync(path, { recursive: true, force: true })
  attempt(repository.root, ['worktree', 'prune'])
}

/** Throws away what is not committed in a worktree of ours. Refuses in the user's own: there `.git` is a folder. */
export function resetWorktree(path: string): void {
  if (!statSync(join(path, '.git')).isFile())
    throw new Failure('git-failed', `\`${path}\` is not a worktree of ours.`, 'Remove the folder `.seaworthy/worktree`.')
  git(path, 'reset', '--quiet', '--hard')
  git(path, 'clean', '--quiet', '-fd')
}

/** Puts files into the index, also those that the app ignores: an example of variables often is. */
export function stage(path: string, files: readonly string[]): void {
  const [there, gone] = [files.filter(file => existsSync(join(path, file))), files.filter(file => !existsSync(join(path, file)))]
  if (there.length > 0) git(path, 'add', '--force', '--', ...there)
  if (gone.length > 0) git(path, 'rm', '--quiet', '--cached', '--ignore-unmatch', '--', ...gone)
}

/** Commits what is staged. */
export function commit(path: string, message: string): string {
  const identity = attempt(path, ['config', 'user.email']).text.trim()
    ? []
    : ['-c', 'user.name=Seaworthy', '-c', 'user.email=repair@seaworthy.dev']
  const { code, error } = attempt(path, [...identity, 'commit', '--quiet', '--no-verify', '--message', message])
  if (code !== 0)
    throw new Failure(
      'git-failed',
      `\`git commit\` failed: ${error.trim().split('\n').at(-1) ?? ''}`,
      'Look at the folder `.seaworthy/worktree`.',
    )
  return git(path, 'rev-parse', 'HEAD')
}

/** Takes back what a commit changed, but for what `settle` puts right first; `undefined` where later commits stand in the way. */
export function revertIn(path: string, made: string, message: string, settle?: (path: string) => void): string | undefined {
  if (attempt(path, ['revert', '--no-commit', made]).code !== 0) {
    attempt(path, ['revert', '--abort'])
    resetWorktree(path)
    return undefined
  }
  settle?.(path)
  return commit(path, message)
}

/** Makes a commit again that was taken back; `undefined` where what it changed is not there any more. */
export function pickIn(path: string, made: string): string | undefined {
  if (attempt(path, ['cherry-pick', '--no-commit', made]).code !== 0) {
    attempt(path, ['cherry-pick', '--abort'])
    resetWorktree(path)
    return undefined
  }
  return commit(path, git(path, 'log', '-1', '--format=%B', made))
}

/** Commits of a branch above its base, oldest first, with the finding that each repairs. */
export function repairsOn(
  repository: Repository,
  base: string,
  branch: string,
): readonly { readonly commit: string; readonly finding: string }[] {
  const { code, text } = attempt(repository.root, [
    'log',
    '--reverse',
    '--format=%H%x09%(trailers:key=Seaworthy-Finding,valueonly,separator=%x2C)',
    `${base}..refs/heads/${branch}`,
  ])
  if (code !== 0) return []
  return text.split('\n').flatMap(line => {
    const [commit, finding] = line.split('\t')
    return commit && finding ? [{ commit, finding }] : []
  })
}

/** A branch on which nothing was done is nobody's. */
export function dropEmptyBranch(repository: Repository, base: string, branch: string): void {
  if (branchTip(repository, branch) === base) attempt(repository.root, ['branch', '--quiet', '-D', branch])
}
