import type { Package, Source, SourceFile, FileKind } from '#source/source'

const KINDS: Readonly<Record<string, FileKind>> = {
  sql: 'sql',
  prisma: 'prisma',
  json: 'json',
  toml: 'toml',
  ts: 'code',
  tsx: 'code',
  js: 'code',
  env: 'env',
}

/** A source in memory: path → text. `dependencies` are those of its one package. */
export function sourceOf(texts: Readonly<Record<string, string>>, dependencies: Readonly<Record<string, string>> = {}): Source {
  const files = Object.entries(texts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]): SourceFile => ({
      path,
      kind: KINDS[path.split('.').at(-1) ?? ''] ?? 'text',
      size: text.length,
      hash: path,
      text: () => text,
    }))
  const own: Package = { folder: '', name: 'app', dependencies, devDependencies: {}, scripts: {}, main: undefined, type: 'module' }
  return {
    root: '/app',
    files,
    file: path => files.find(file => file.path === path),
    packages: [own],
    packageOf: () => own,
    isTracked: () => undefined,
    gaps: [],
  }
}
