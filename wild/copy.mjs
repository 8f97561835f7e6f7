import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commitOf } from './commit.mjs'

/** Works on a copy of an app, without what is installed or built there, and removes it. */
export async function withCopy(root, work) {
  const copy = mkdtempSync(join(tmpdir(), 'seaworthy-wild-'))
  try {
    cpSync(root, copy, {
      recursive: true,
      filter: path => !/[/\\](?:node_modules|\.git|\.next)(?:[/\\]|$)/.test(path.slice(root.length)),
    })
    return await work(copy)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** The pinned apps that are there, each with its folder; those of which only the schema is read are none. */
export function* appsIn(here, corpus, only) {
  for (const { repo, commit, databaseOnly } of JSON.parse(readFileSync(join(here, 'apps.json'), 'utf8'))) {
    const given = join(corpus, repo.replace('/', '+'))
    if (databaseOnly || !existsSync(given) || (only && !repo.includes(only))) continue
    const root = realpathSync(given)
    yield { root, name: `${repo} ${(commitOf(root) ?? commit).slice(0, 12)}` }
  }
}
