import type { Source, SourceFile } from '#source/source'

/** A module with its address and the modules around it, outermost first. */
export interface RouteModule {
  readonly file: string
  readonly path: string
  readonly around: readonly string[]
}

const CODE = /\.[cm]?[jt]sx?$/

/**
 * `app/routes/shop.$id.tsx` is `/shop/:id`: https://reactrouter.com/how-to/file-route-conventions. Folders below count by their
 * `route` file, and as Remix 1 had it where a file in them loads or acts.
 */
export function flatModules(source: Source, folder: string): RouteModule[] {
  const base = `${folder ? `${folder}/` : ''}app/routes/`
  const found = source.files.flatMap(file => {
    const name = file.kind === 'code' && file.path.startsWith(base) && CODE.test(file.path) ? nameOf(file, base) : undefined
    return name === undefined ? [] : [{ file: file.path, segments: segmentsOf(name) }]
  })
  const root = rootOf(source, folder)
  return found.map(({ file, segments }) => ({
    file,
    path: addressOf(segments),
    around: [
      ...(root ? [root] : []),
      ...found
        .filter(other => other.segments.length < segments.length && other.segments.every((part, index) => part === segments[index]))
        .sort((a, b) => a.segments.length - b.segments.length)
        .map(other => other.file),
    ],
  }))
}

export const rootOf = (source: Source, folder: string): string | undefined =>
  ['tsx', 'jsx', 'ts', 'js'].map(ending => `${folder ? `${folder}/` : ''}app/root.${ending}`).find(path => source.file(path))

const ASKED = /export\s+(?:(?:async\s+)?function|const|let)\s+(?:loader|action)\b|export\s*\{[^}]*\b(?:loader|action)\b/

function nameOf(file: SourceFile, base: string): string | undefined {
  const name = file.path.slice(base.length).replace(CODE, '')
  if (/\.(?:test|spec|stories|d)$/.test(name)) return undefined
  const parts = name.split('/')
  if (parts.length === 1) return name
  const last = parts.at(-1)!
  if (parts.length === 2 && (last === 'route' || last === 'index')) return parts[0]
  // Remix 1: folders are parts of the address.
  return ASKED.test(file.text()) ? parts.map(part => part.replace(/^__(.+)$/, '_$1').replace(/^index$/, '_index')).join('.') : undefined
}

/** Dots part an address, but for those in brackets. */
function segmentsOf(name: string): string[] {
  return name
    .replaceAll(/\[([^\]]*)\]/g, (_, text: string) => text.replaceAll('.', '\0'))
    .split('.')
    .map(part => part.replaceAll('\0', '.'))
}

function addressOf(segments: readonly string[]): string {
  const parts = segments
    .filter(part => !part.startsWith('_') && part !== 'index')
    .map(part =>
      part
        .replace(/(.)_$/, '$1')
        .replace(/^\$$/, '*')
        .replace(/^\(\$(.+)\)$/, ':$1?')
        .replace(/^\((.+)\)$/, '$1?')
        .replace(/^\$/, ':'),
    )
  return `/${parts.join('/')}`
}
