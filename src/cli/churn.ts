import { Failure } from '#base/failure'
import * as git from '#rescue/git'
import type { History } from '#triage/fit'

const SCHEMA = /\.prisma$|\.sql$|(?:^|\/)(?:schema|migrations?|models?)(?:\/|\.[cm]?[jt]s$)|schema\.[cm]?[jt]s$/
const DAY = 86_400_000

/** What git knows of the last two weeks before its last commit; `undefined` where there is no repository. */
export function historyOf(folder: string, now: number): History | undefined {
  const repository = git.repositoryOf(folder)
  if (!repository) return undefined
  try {
    const below = repository.prefix === '' ? '.' : repository.prefix
    const text = git.git(repository.root, 'log', '--no-merges', '--since=14.days', '--format=%x00%H', '--name-only', '--', below)
    const commits = text.split('\0').filter(part => part.trim() !== '')
    const filesOf = (commit: string): string[] =>
      commit
        .split('\n')
        .slice(1)
        .filter(Boolean)
        .map(file => (repository.prefix === '' ? file : file.slice(repository.prefix.length + 1)))
    const first = Number(git.git(repository.root, 'log', '--format=%ct', '--', below).split('\n').at(-1))
    return {
      recent: commits.length,
      schema: commits.filter(commit => filesOf(commit).some(file => SCHEMA.test(file))).length,
      routeFiles: [...new Set(commits.flatMap(filesOf))].filter(file => !SCHEMA.test(file)),
      days: Number.isFinite(first) ? Math.max(0, Math.floor((now - first * 1000) / DAY)) : 0,
    }
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
