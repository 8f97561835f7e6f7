import { existsSync, readFileSync } from 'node:fs'
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
  return Object.entries(node).flatMap(([id, { workers = {}, filename, exportedName }]) =>
    filename !== undefined && exportedName !== undefined
      ? [{ id, file: filename, name: exportedName, page: pageOf(Object.keys(workers)) }]
      : [],
  )
}

/** `app/(shop)/products/[slug]/page` → `/products/[slug]` */
function pageOf(workers: readonly string[]): string {
  const [first = 'app/page'] = workers.toSorted()
  const path = first.replace(/^(?:src\/)?app/, '').replace(/\/(?:page|route)$/, '')
  return path.replaceAll(/\/\([^)]*\)|\/@[^/]*/g, '') || '/'
}
