import * as git from './git.js'

/** The commits of a branch of repairs, and the app's files as each has them. */
export interface Revisions {
  readonly base: string
  /** Above the base, oldest first. */
  readonly commits: readonly string[]
  /** Files that any commit changed, relative to the app; no text where there is none. */
  filesAt(commit: string): ReadonlyMap<string, string | undefined>
}

export function revisionsOf(repository: git.Repository, branch: string): Revisions {
  const { root, prefix, head } = repository
  const base = git.git(root, 'merge-base', head, branch)
  const lines = (...args: readonly string[]): string[] =>
    git
      .git(root, ...args)
      .split('\n')
      .filter(Boolean)
  const commits = lines('rev-list', '--reverse', `${base}..${branch}`)
  const within = prefix === '' ? '' : `${prefix}/`
  const changed = [...new Set(lines('log', '--format=', '--name-only', `${base}..${branch}`, '--', prefix || '.'))]
  return {
    base,
    commits,
    filesAt(commit) {
      const there = new Set(lines('ls-tree', '-r', '--name-only', commit, '--', ...changed))
      return new Map(
        changed.map(path => [path.slice(within.length), there.has(path) ? `${git.git(root, 'show', `${commit}:${path}`)}\n` : undefined]),
      )
    },
  }
}

/** The commit with which something went wrong that was well at the base and is wrong at the end: as `git bisect` finds it. */
export async function firstBad(
  { commits }: Pick<Revisions, 'commits'>,
  isBad: (commit: string) => Promise<boolean>,
): Promise<string | undefined> {
  let [good, bad] = [-1, commits.length - 1]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (await isBad(commits[middle]!)) bad = middle
    else good = middle
  }
  return commits[bad]
}
