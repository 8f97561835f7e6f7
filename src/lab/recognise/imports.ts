import type { Package, Source } from '#source/source'
import { takenIn } from '#source/taken'

const NOT_THE_APP = /(?:^|\/)(?:tests?|__tests__|e2e|cypress|spec|docs|examples?|\.storybook)\/|\.(?:test|spec|stories)\.[cm]?[jt]sx?$/

/** Packages that the code of a package imports, and that of its workspace which it uses, by name; subpaths too (`drizzle-orm/node-postgres`). */
export function importsOf(source: Source, own: Package): ReadonlySet<string> {
  const found = new Set<string>()
  const within = parts(source, own).map(({ folder }) => (folder === '' ? '' : `${folder}/`))
  for (const file of source.files) {
    if (file.kind !== 'code' || !within.some(folder => file.path.startsWith(folder)) || NOT_THE_APP.test(file.path)) continue
    for (const { specifier } of takenIn(file.text())) {
      if (specifier.startsWith('.')) continue
      found.add(specifier)
      found.add(packageName(specifier))
    }
  }
  return found
}

/** The package and those of the same workspace that it is made of. */
function parts(source: Source, own: Package): readonly Package[] {
  const found = new Set([own])
  for (const one of found)
    for (const other of source.packages)
      if (other.name !== undefined && (other.name in one.dependencies || other.name in one.devDependencies)) found.add(other)
  return [...found]
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
