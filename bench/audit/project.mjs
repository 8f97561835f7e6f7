import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { unpack } from '../../scripts/registry/unpack.mjs'

// An Express and Knex publishing platform of over 100,000 lines whose package ships its source.
const PACKAGE = 'ghost@5.130.6'
/** Bundles and themes, which are nobody's source: removed, so that every tool is given the same files. */
const BUILT = ['core/built', 'content/themes']

/** The pinned large project, with its size. */
export function largeProject(into) {
  const root = unpack(PACKAGE, into)
  for (const path of BUILT) rmSync(join(root, path), { recursive: true, force: true })
  const files = readdirSync(root, { recursive: true }).filter(path => /(?<!\.d)\.[cm]?[jt]sx?$/.test(path))
  const lines = files.reduce((sum, path) => sum + readFileSync(join(root, path), 'utf8').split('\n').length, 0)
  return { name: PACKAGE, root, files: files.length, lines }
}
