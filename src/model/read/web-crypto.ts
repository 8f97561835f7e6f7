import type { EdgeFunction, Route } from '../app-model.js'
import type { Source } from '#source/source'

/** Where a route runs without Node's own cryptography: what there is of it is asynchronous. */
export function withoutNodeCrypto(route: Route, edge: readonly EdgeFunction[], source: Source): string | undefined {
  if (edge.some(one => one.at.file === route.at.file)) return 'Deno'
  const text = source.file(route.at.file)?.text() ?? ''
  return /^export const runtime\s*=\s*['"](?:experimental-)?edge['"]/m.test(text) ? 'the edge runtime' : undefined
}
