import type { Source } from '#source/source'

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)['"]([^'"\n.][^'"\n]*)['"]/g
const NOT_THE_APP = /(?:^|\/)(?:tests?|__tests__|e2e|cypress|spec|docs|examples?|\.storybook)\/|\.(?:test|spec|stories)\.[cm]?[jt]sx?$/

/** Packages that code under a folder imports, by name; subpaths too (`drizzle-orm/node-postgres`). */
export function importsOf(source: Source, folder: string): ReadonlySet<string> {
  const found = new Set<string>()
  const within = folder === '' ? '' : `${folder}/`
  for (const file of source.files) {
    if (file.kind !== 'code' || !file.path.startsWith(within) || NOT_THE_APP.test(file.path)) continue
    for (const [, specifier] of file.text().matchAll(SPECIFIER)) {
      found.add(specifier!)
      found.add(packageName(specifier!))
    }
  }
  return found
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
