import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabAction } from '../lab.js'

interface Manifest {
  readonly node?: Readonly<
    Record<string, { readonly workers?: Readonly<Record<string, unknown>>; readonly filename?: string; readonly exportedName?: string }>
  >
}

/** The server actions of a built Next.js app, with the ids by which browsers call them. Nothing where there is no build. */
export function readActions(built: string): readonly LabAction[] {
  const path = join(built, '.next', 'server', 'server-reference-manifest.json')
  if (!existsSync(path)) return []
  const { node = {} } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  const entries = Object.entries(node)
  // Older versions say the names only to the browser.
  const named = entries.every(([, { exportedName }]) => exportedName !== undefined)
    ? new Map<string, string>()
    : namesIn(join(built, '.next', 'static', 'chunks'))
  return entries.flatMap(([id, { workers = {}, filename = '', exportedName = named.get(id) }]) =>
    exportedName === undefined ? [] : [{ id, file: filename, name: exportedName, page: pageOf(Object.keys(workers)) }],
  )
}

/** `createServerReference("40ab…", callServer, void 0, findSourceMapURL, "signIn")` */
function namesIn(folder: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  if (!existsSync(folder)) return names
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.js')) continue
    for (const [, id, name] of readFileSync(join(folder, entry), 'utf8').matchAll(
      /createServerReference\)?\(\s*"([0-9a-f]{40,})"[^)]{0,200}?"(\w+)"\s*\)/g,
    ))
      names.set(id!, name!)
  }
  return names
}

/** The page to call it from: one for visitors where its name is about signing in, else the shortest. `app/(shop)/products/[slug]/page` → `/products/[slug]` */
function pageOf(workers: readonly string[]): string {
  const pages = workers.map(
    worker =>
      worker
        .replace(/^(?:src\/)?app/, '')
        .replace(/\/(?:page|route)$/, '')
        .replaceAll(/\/\([^)]*\)|\/@[^/]*/g, '') || '/',
  )
  const rank = (page: string): number => (/sign|log-?in|auth|register/i.test(page) ? -100 : 0) + (page.includes('[') ? 50 : 0) + page.length
  return pages.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0] ?? '/'
}
