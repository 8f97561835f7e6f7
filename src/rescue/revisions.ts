import { basename } from 'node:path'
import { staysBehind } from '#lab/copy/copy'
import * as git from './git.js'

/** What checks read: code and what stands in code's place. No value of an env file or key comes into a copy, and what is no text would not survive. */
const READ = /\.(?:[cm]?[jt]sx?|jsonc?|json5|css|s[ac]ss|less|sql|prisma|graphql|gql|ya?ml|toml|mdx?|html?|vue|svelte|astro)$/i
/** Bytes; dumps are no code. */
const LARGEST = 4_000_000

/** The commits of a branch of repairs, and the app's files as each has them. */
export interface Revisions {
  readonly base: string
  /** Above the base, oldest first. */
  readonly commits: readonly string[]
  /** Files that checks read and any commit changed, relative to the app; no text where there is none. */
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
  const changed = [...new Set(lines('log', '--format=', '--name-only', `${base}..${branch}`, '--', prefix || '.'))].filter(
    path => READ.test(path) && !staysBehind(basename(path)),
  )
  /** Plain files and their sizes. */
  const sizesAt = (commit: string): ReadonlyMap<string, number> =>
    new Map(
      lines('ls-tree', '-r', '-l', commit, '--', ...changed).flatMap(line => {
        const [, size, path] = /^100\d+ blob \S+ +(\d+)\t(.+)$/.exec(line) ?? []
        return path === undefined ? [] : [[path, Number(size)]]
      }),
    )
  return {
    base,
    commits,
    filesAt(commit) {
      // Asked for no path, git names all.
      if (changed.length === 0) return new Map()
      const sizes = sizesAt(commit)
      const small = changed.filter(path => (sizes.get(path) ?? 0) <= LARGEST)
      return new Map(
        small.map(path => [path.slice(within.length), sizes.has(path) ? `${git.git(root, 'show', `${commit}:${path}`)}\n` : undefined]),
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
