import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

/** The app's folder below the corpus. */
export const folderOf = (corpus, repo) => join(corpus, repo.replace('/', '+'))
