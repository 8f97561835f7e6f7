import { readdirSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { comparePlaces } from '#base/place'
import { Failure } from '#base/failure'
import { compiledTwins } from './generated.js'
import { readRepository } from './git-index.js'
import { rulesAbove, rulesOf } from './ignored.js'
import { readPackages } from './packages.js'
import type { Package, Source, SourceFile } from './source.js'
import { walk } from './walk.js'

/** What to read differently. */
export interface ReadOptions {
  /** Further patterns to leave out, spelled as in `.gitignore`. */
  readonly ignore?: readonly string[]
}

/** Reads an app's folder. Nothing of the app is run, and no link is followed. */
export function readSource(folder: string, options: ReadOptions = {}): Source {
  assertFolder(resolve(folder), folder)
  // Imports are resolved to real places: an app that is reached through a link would lose what its tsconfig names.
  const root = realpathSync(folder)
  const repository = readRepository(root)
  const {
    files: found,
    setAside,
    gaps,
  } = walk({
    root,
    rules: repository ? rulesAbove(root, repository.root) : [],
    unwanted: options.ignore?.length ? [rulesOf(options.ignore)] : [],
    isRepository: repository !== undefined,
    trackedFolders: foldersOf(repository?.tracked ?? []),
    isTracked: path => repository?.tracked.has(path) ?? false,
  })
  const twins = compiledTwins(found)
  const files = found.filter(file => !twins.has(file.path)).sort((a, b) => (a.path < b.path ? -1 : 1))
  if (!files.some(isCode)) {
    throw new Failure(
      'not-a-project',
      `\`${folder}\` holds no code that Seaworthy can read.`,
      "Name the folder that holds the app's `package.json`.",
    )
  }
  const packages = readPackages(files, gaps)
  const byPath = new Map(files.map(file => [file.path, file]))
  const byFolder = new Map(packages.map(one => [one.folder, one]))
  return {
    root,
    files,
    setAside: setAside.sort((a, b) => (a.path < b.path ? -1 : 1)),
    packages,
    gaps: gaps.sort((a, b) => comparePlaces(a.at, b.at)),
    file: path => byPath.get(path),
    packageOf: path => nearest(byFolder, path),
    isTracked: path => repository?.tracked.has(path),
  }
}

function assertFolder(root: string, given: string): void {
  try {
    if (statSync(root).isDirectory()) {
      readdirSync(root)
      return
    }
  } catch {}
  throw new Failure('not-a-folder', `\`${given}\` is not a folder that can be read.`, "Name the app's folder.")
}

const isCode = (file: SourceFile): boolean =>
  file.kind === 'code' || file.kind === 'sql' || file.kind === 'prisma' || /\.(?:vue|svelte|astro)$/.test(file.path)

function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0 && !folders.has(path.slice(0, end)); end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end))
  }
  return folders
}

function nearest(packages: ReadonlyMap<string, Package>, path: string): Package | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const found = packages.get(path.slice(0, end))
    if (found) return found
  }
  return packages.get('')
}
