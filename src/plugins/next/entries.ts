import type { Source, SourceFile } from '#source/source'
import type { Entry, RouteDeclaration, World } from '../plugin.js'
import type { Value } from '../value.js'
import { actions } from './action.js'
import { inlineActions } from './inline-actions.js'
import { handlers, pagesApi } from './handlers.js'
import { runMiddleware } from './middleware.js'
import { drawnPage, propsOfPage } from './pages.js'
import { type Placed, routePath } from './placed.js'

type Declare = (placed: Placed, exports: Value, world: World) => Iterable<RouteDeclaration>

/** What files declare by their place in the app or the pages folder; the part in brackets is their address. */
const PLACES: readonly (readonly [RegExp, Declare])[] = [
  [/^(?:src\/)?app\/(.*\/)?route\.[cm]?[jt]sx?$/, handlers],
  [/^(?:src\/)?pages\/(api\/.+)\.[cm]?[jt]sx?$/, pagesApi],
  [/^(?:src\/)?app\/(.*\/)?page\.[jt]sx?$/, drawnPage],
  [/^(?:src\/)?pages\/(?!api\/|_)(.+)\.[jt]sx?$/, propsOfPage],
]

/** Route handlers, `pages/api`, pages, and files of server actions, of every package that depends on Next.js. */
export function* entriesOf(source: Source): Generator<Entry> {
  const folders = source.packages.filter(item => item.dependencies['next'] ?? item.devDependencies['next']).map(item => item.folder)
  if (!folders.length) return
  const guards = new Map<string, string>()
  for (const folder of folders) {
    const file = source.files.find(item => new RegExp(`^${folder ? `${folder}/` : ''}(src/)?(middleware|proxy)\\.[jt]s$`).test(item.path))
    if (file) guards.set(folder, file.path)
  }
  for (const file of source.files) {
    if (file.kind !== 'code') continue
    const folder = folders.filter(item => !item || file.path.startsWith(`${item}/`)).sort((a, b) => b.length - a.length)[0]
    if (folder === undefined) continue
    const place = placeOf(file, folder)
    const before: Placed['before'] | undefined = place && ((run, method) => runMiddleware(run, guards.get(folder), place.path, method))
    if (place && before) {
      const placed: Placed = { file, path: place.path, framework: 'next', before }
      yield { file: file.path, routes: (exports, world) => place.declare(placed, exports, world) }
    }
    // A page may hold actions as well.
    if (place?.declare !== handlers && place?.declare !== pagesApi && /['"]use server['"]/.test(file.text()))
      yield { file: file.path, routes: (exports, world) => [...actions(file, exports), ...inlineActions(file, exports, world, before)] }
  }
}

function placeOf(file: SourceFile, folder: string): { readonly path: string; readonly declare: Declare } | undefined {
  const inside = folder ? file.path.slice(folder.length + 1) : file.path
  for (const [pattern, declare] of PLACES) {
    const match = pattern.exec(inside)
    if (!match || (declare === propsOfPage && !file.text().includes('getServerSideProps'))) continue
    const address = match[1] ?? ''
    return { path: routePath(declare === pagesApi || declare === propsOfPage ? address.replace(/(^|\/)index$/, '$1') : address), declare }
  }
  return undefined
}
