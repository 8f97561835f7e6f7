import { join, relative, sep } from 'node:path'
import { ResolverFactory } from 'oxc-resolver'
import type { Source } from '#source/source'

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** Which file of the app a specifier means; undefined for packages. Follows `tsconfig` paths and workspaces. */
export function createResolver(source: Source): (from: string, specifier: string) => string | undefined {
  const factory = new ResolverFactory({
    extensions: EXTENSIONS,
    // TypeScript's imports name the file that will be, not the file that is.
    extensionAlias: { '.js': ['.ts', '.tsx', '.js', '.jsx'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'], '.jsx': ['.tsx', '.jsx'] },
    conditionNames: ['node', 'import', 'require', 'default'],
    mainFields: ['module', 'main'],
    tsconfig: 'auto',
    symlinks: false,
  })
  const workspaces = new Map(source.packages.filter(item => item.name && item.folder).map(item => [item.name, item.folder]))
  const known = new Map<string, string | undefined>()
  return (from, specifier) => {
    if (/^(node:|https?:|npm:|jsr:)/.test(specifier)) return undefined
    const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/')) : ''
    const key = `${folder}\0${specifier}`
    if (!known.has(key)) known.set(key, resolve(from, specifier))
    return known.get(key)
  }

  function resolve(from: string, specifier: string): string | undefined {
    const own = inWorkspace(specifier) ?? beside(from, specifier)
    if (own) return own
    try {
      const { path } = factory.resolveFileSync(join(source.root, from), specifier)
      const file = path && relative(source.root, path).split(sep).join('/')
      if (file && source.file(file)) return file
    } catch {
      // A tsconfig that cannot be read must not end the audit; the fallback below goes on without it.
    }
    return fallback(from, specifier)
  }

  function inWorkspace(specifier: string): string | undefined {
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/')
    const folder = workspaces.get(name)
    if (folder === undefined) return undefined
    const rest = specifier.slice(name.length + 1)
    return (rest ? [rest, `src/${rest}`] : ['src/index', 'index', 'src/main', 'main'])
      .map(item => firstFile(`${folder}/${item}`))
      .find(Boolean)
  }

  /** `./x` for `x.ts`: what the resolver answers as well, without asking the disk. Names that end like files, and folders, are its own. */
  function beside(from: string, specifier: string): string | undefined {
    if (!/^\.\.?\//.test(specifier) || /(?:\.[cm]?jsx?|\/\.{0,2})$/.test(specifier)) return undefined
    const path = join(from, '..', specifier).split(sep).join('/')
    if (path.startsWith('../') || source.file(path)) return undefined
    const extension = EXTENSIONS.find(one => source.file(path + one))
    return extension && path + extension
  }

  /** `@/x`, `~/x`, `src/x` where no tsconfig says what they mean, and relative paths. */
  function fallback(from: string, specifier: string): string | undefined {
    if (specifier.startsWith('.')) return firstFile(join(from, '..', specifier).split(sep).join('/'))
    const alias =
      /^(?:@@?|~~?|#)\/(.+)$/.exec(specifier)?.[1] ??
      // SvelteKit's own, which only its generated configuration holds.
      /^\$(lib(?:\/.+)?)$/.exec(specifier)?.[1] ??
      (specifier.startsWith('src/') ? specifier : undefined)
    if (!alias) return undefined
    const folder = source.packageOf(from)?.folder ?? ''
    const base = folder ? `${folder}/` : ''
    return [`${base}src/${alias}`, `${base}${alias}`, `${base}app/${alias}`, `${base}client/src/${alias}`].map(firstFile).find(Boolean)
  }

  function firstFile(path: string): string | undefined {
    const clean = path.replace(/^\.\//, '')
    if (source.file(clean)?.kind === 'code') return clean
    const bare = clean.replace(/\.[cm]?jsx?$/, '')
    return [...EXTENSIONS.map(extension => bare + extension), ...EXTENSIONS.map(extension => `${clean}/index${extension}`)].find(item =>
      source.file(item),
    )
  }
}
