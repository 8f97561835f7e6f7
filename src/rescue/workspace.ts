import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { worktreeIn } from '#base/own-folder'
import type { Source } from '#source/source'
import { diffOf } from './diff.js'
import * as git from './git.js'

/** A copy of the app that repairs are tried in. The user's own files are never written. */
export interface Workspace {
  /** The app's folder in it. */
  readonly root: string
  /** Says that files were written, so that the copy counts them as the app's. */
  stage(files: readonly string[]): void
  /** Back to what was kept last. */
  reset(): void
  /** Keeps what is staged. */
  keep(message: string, name: string): { readonly commit?: string; readonly file?: string }
  close(): void
}

/** A worktree of a branch of ours. */
export function worktree(repository: git.Repository, folder: string, branch: string): Workspace {
  const path = worktreeIn(folder)
  git.openWorktree(repository, path, branch)
  const root = join(path, repository.prefix)
  return {
    root,
    stage: files => git.stage(root, files),
    reset: () => git.resetWorktree(path),
    keep: message => ({ commit: git.commit(path, message) }),
    close: () => git.closeWorktree(repository, path),
  }
}

/** Where there is no git: a copy of the files, and a patch file for each repair. */
export function copy(source: Source): Workspace {
  const root = join(source.root, '.seaworthy', 'copy')
  const patches = join(source.root, '.seaworthy', 'patches')
  for (const folder of [root, patches]) rmSync(folder, { recursive: true, force: true })
  for (const { path } of source.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    cpSync(join(source.root, path), join(root, path))
  }
  const kept = new Map<string, string | undefined>()
  const staged = new Set<string>()
  const textAt = (folder: string, file: string): string | undefined =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined
  const before = (file: string): string | undefined => (kept.has(file) ? kept.get(file) : textAt(source.root, file))
  let count = 0
  return {
    root,
    stage: files => files.forEach(file => staged.add(file)),
    reset() {
      for (const file of staged) {
        const text = before(file)
        if (text === undefined) rmSync(join(root, file), { force: true })
        else writeFileSync(join(root, file), text)
      }
      staged.clear()
    },
    keep(message, name) {
      const changes = [...staged].map(file => [file, before(file), textAt(root, file)] as const)
      const file = `${String(++count).padStart(3, '0')}-${name}.patch`
      mkdirSync(patches, { recursive: true })
      writeFileSync(join(patches, file), `${message.trim()}\n\n${diffOf(changes)}`)
      for (const [path, , after] of changes) kept.set(path, after)
      staged.clear()
      return { file: `.seaworthy/patches/${file}` }
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  }
}
